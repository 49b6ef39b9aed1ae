import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

final class VoiceTests: XCTestCase {
    func testWhoCannotTypeSaysItAndItIsInTheBookWithTheEntry() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let (entering, saying) = try await spoken(session)
            let microphone = try XCTUnwrap(story.phone.microphone)
            for key in "7" { entering.press(key) }
            saying.begin()
            try await story.sees(saying.seconds == 0)
            microphone.seconds = 12
            XCTAssertEqual(saying.seconds, 12)
            XCTAssertFalse(saying.mayBegin, "one at a time")
            saying.stop()
            try await story.sees(saying.voices.count == 1)
            XCTAssertNil(saying.seconds)
            let before = try await session.book.blobs.list()
            XCTAssertEqual(before, [], "not in the book before the entry is")
            let hearing = Hearing(session)
            await story.does(hearing.work) { hearing.listen(to: saying.file(of: saying.voices[0])) }
            XCTAssertEqual(story.phone.loudspeaker.played, [recording])
            XCTAssertFalse(hearing.silent)
            entering.save()
            await entering.saving.ended()
            XCTAssertNil(entering.saving.failure)
            let voice = try await only(session.book).fact.voice
            XCTAssertEqual(voice.count, 1)
            let kept = try await session.book.blobs.read(try XCTUnwrap(voice.first))
            XCTAssertEqual(kept, recording)
            XCTAssertEqual(recordings(story.phone), [])
            await story.does(hearing.work) { hearing.listen(to: voice[0]) }
            XCTAssertEqual(story.phone.loudspeaker.played, [recording, recording])
        }
    }

    func testWhatIsDeletedOrThrownAwayNeverReachesTheBook() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let (entering, saying) = try await spoken(session)
            try await story.says(saying)
            XCTAssertEqual(recordings(story.phone).count, 1)
            saying.unsay(saying.voices[0])
            XCTAssertEqual(saying.voices, [])
            XCTAssertEqual(recordings(story.phone), [])
            try await story.says(saying)
            XCTAssertEqual(recordings(story.phone), saying.voices)
            saying.begin()
            try await story.sees(saying.seconds != nil)
            entering.back()
            try await story.sees(entering.leaving)
            await entering.drop()
            try await story.sees(!saying.work.running)
            XCTAssertEqual(recordings(story.phone), [])
            let kept = try await session.book.blobs.list()
            XCTAssertEqual(kept, [])
        }
    }

    func testWhatIsBeingSaidWhenThePersonLeavesOrSavesIsKept() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let (entering, saying) = try await spoken(session)
            let screen = session.way.here
            saying.begin()
            try await story.sees(saying.seconds != nil)
            entering.back()
            // It is not left by mistake.
            try await story.sees(entering.leaving)
            entering.later()
            try await story.sees(session.way.here == .home)
            XCTAssertEqual(saying.voices.count, 1)
            try await story.sees(try draftSays(story.phone, saying.voices[0]))
            session.way.to(screen)
            let again = try await FieldbookScreensTests.entering(session)
            let more = try XCTUnwrap(again.saying)
            XCTAssertEqual(more.voices, saying.voices)
            again.typing = .asked(.out)
            again.press("7")
            story.phone.microphone?.hears = recording + [1]
            more.begin()
            try await story.sees(more.seconds != nil)
            again.save()
            await again.saving.ended()
            XCTAssertNil(again.saving.failure)
            let voice = try await only(session.book).fact.voice
            XCTAssertEqual(voice.count, 2)
            XCTAssertEqual(recordings(story.phone), [])
        }
    }

    func testWhatNoDraftNamesIsGoneWhenTheAppIsOpenedNext() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let (_, saying) = try await spoken(session)
            let screen = session.way.here
            try await story.says(saying)
            try await story.sees(try draftSays(story.phone, saying.voices[0]))
            let all = Recordings(in: story.phone.folder)
            @MainActor func lies(_ name: String, old: Bool = true) throws {
                if name != saying.voices[0] { try recording.write(to: all.file(name)) }
                let since: [FileAttributeKey: Any] = [.modificationDate: Date(timeIntervalSince1970: 0)]
                if old { try FileManager.default.setAttributes(since, ofItemAtPath: all.file(name).path) }
            }
            // Its draft is a colleague's, set aside, and cut off itself.
            let aside = story.phone.folder.appendingPathComponent("drafts/entry_2.json.old")
            try Data("{\"answers\":{\"entry.voices.0\":\"aside.m4a\"".utf8).write(to: aside)
            try lies(saying.voices[0])
            try lies("aside.m4a")
            try lies("named-by-none.m4a")
            try lies("cut-1.m4a")
            try lies("just-now.m4a", old: false)
            let next = try await story.nextProcess(after: session, at: screen)
            XCTAssertEqual(Set(recordings(story.phone)), [saying.voices[0], "aside.m4a", "just-now.m4a"])
            let again = try await entering(next)
            XCTAssertEqual(again.saying?.voices, saying.voices)
        }
    }

    func testWhoStopsBeforeTheMicrophoneHasBegunIsNotRecorded() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let microphone = try XCTUnwrap(story.phone.microphone)
            microphone.isPermitted = false
            let (_, saying) = try await spoken(session)
            microphone.whileAsked = { saying.stop() }
            saying.record()
            try await story.sees(!saying.work.running)
            XCTAssertEqual(microphone.questions, 1)
            saying.record()
            saying.stop()
            try await story.sees(!saying.work.running)
            XCTAssertEqual(saying.voices, [])
            XCTAssertEqual(recordings(story.phone), [])
            try await story.says(saying)
            XCTAssertEqual(saying.voices.count, 1)
        }
    }

    func testWhatTheMicrophoneIsForIsSaidBeforeItIsAskedForAndARefusalHasAWayOut() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let microphone = try XCTUnwrap(story.phone.microphone)
            (microphone.isPermitted, microphone.grants) = (false, false)
            let (_, saying) = try await spoken(session)
            saying.begin()
            XCTAssertTrue(saying.owed)
            XCTAssertEqual(microphone.questions, 0)
            saying.later()
            XCTAssertFalse(saying.owed)
            saying.begin()
            await story.does(saying.work, saying.record)
            XCTAssertTrue(saying.refused && saying.mayBegin && !saying.owed)
            XCTAssertEqual(microphone.questions, 1)
            microphone.grants = true
            try await story.says(saying)
            XCTAssertFalse(saying.refused)
        }
    }

    func testATapTooShortSaysSoAndFiveAreEnough() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let (entering, saying) = try await spoken(session)
            let microphone = try XCTUnwrap(story.phone.microphone)
            microphone.hears = nil
            try await story.says(saying)
            XCTAssertTrue(saying.unheard)
            XCTAssertEqual(recordings(story.phone), [])
            for more in 1...5 {
                XCTAssertTrue(saying.mayBegin)
                microphone.hears = recording + [UInt8(more)]
                try await story.says(saying)
                XCTAssertEqual(saying.voices.count, more)
            }
            XCTAssertFalse(saying.unheard || saying.mayBegin)
            entering.press("7")
            entering.save()
            await entering.saving.ended()
            let voice = try await only(session.book).fact.voice
            XCTAssertEqual(voice.count, 5)
        }
    }

    func testADeviceWithoutAMicrophoneDoesNotOfferIt() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            story.phone.microphone = nil
            session.way.to(.entry(try await season(session.book), step: "harvest"))
            let form = try await entering(session)
            XCTAssertNil(form.saying)
        }
    }

    func testAColleaguesIsFetchedWhenItIsToBeHeard() async throws {
        try await enrolled("Bạc Cầm Chung", "officer") { story, session in
            var voice: BlobHash?
            try await secondPhone("Lò Văn Ơn", "farmer", of: story.hub) { book in
                let said = try await book.blobs.keepVoice(recording)
                _ = try await book.journal.record(NewFact(doc: try await season(book, "Vụ mùa Ơn"), step: "weed", voice: [said]))
                try await book.synced()
                voice = said
            }
            try await session.book.synced()
            let told = try await only(session.book).fact.voice
            XCTAssertEqual(told, [try XCTUnwrap(voice)])
            // Over a SIM card's data too: it is small, and asked for.
            story.phone.link = .metered
            let hearing = Hearing(session)
            story.phone.loudspeaker.plays = false
            await story.does(hearing.work) { hearing.listen(to: told[0]) }
            XCTAssertTrue(hearing.silent)
            story.phone.loudspeaker.plays = true
            await story.does(hearing.work) { hearing.listen(to: told[0]) }
            XCTAssertNil(hearing.work.failure)
            XCTAssertFalse(hearing.silent)
            XCTAssertEqual(story.phone.loudspeaker.played, [recording])
        }
    }
}

/// A new harvest, and what is said for it.
@MainActor
private func spoken(_ session: Session) async throws -> (Entering, Saying) {
    session.way.to(.entry(try await season(session.book), step: "harvest"))
    let form = try await entering(session)
    return (form, try XCTUnwrap(form.saying))
}

extension Story {
    /// One tap begins, one ends.
    func says(_ saying: Saying) async throws {
        saying.begin()
        try await sees(saying.seconds != nil)
        saying.stop()
        await saying.work.ended()
    }
}

@MainActor
func recordings(_ phone: Phone) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: phone.folder.appendingPathComponent("voices").path)) ?? []
}
