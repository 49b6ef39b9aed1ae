import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

final class EntryDraftTests: XCTestCase {
    func testAnEntryThatWasLeftIsGoneOnWithInAnotherProcessAndSavedOnce() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            story.phone.picture = photograph
            let screen = Screen.entry(try await season(session.book), step: "spray")
            session.way.to(screen)
            let first = try await entering(session)
            XCTAssertNil(try draftFile(story.phone), "nothing was touched")
            let form = try XCTUnwrap(first.form)
            first.press("2")
            (form.inputs[0].material, form.inputs[0].dose, form.inputs[0].days) = ("Validacin 5SL", "40 ml cho 1 sào", "14")
            first.typing = .input(form.inputs[0].id)
            first.press("3")
            form.inputs[0].amount?.unit = .packet
            form.note = "Trời nắng"
            let day = session.times.yesterday
            form.choose(day, session.times.today)
            form.takePhoto(session)
            await form.photographing.ended()
            first.back()
            XCTAssertTrue(first.leaving, "it is not left by mistake")
            XCTAssertEqual(session.way.here, screen)
            first.back()
            XCTAssertFalse(first.leaving)
            first.back()
            first.later()
            XCTAssertEqual(session.way.here, .home)
            try await story.sees(try draftSays(story.phone, form.photos[0]))
            let page = story.opens(DocumentPage.following(form.document.id, session))
            let seen = try await story.sees(page.seen)
            XCTAssertEqual(seen.begun, [screen])
            XCTAssertEqual(seen.step(of: screen)?.code, "spray")
            let next = try await story.nextProcess(after: session, at: screen)
            let book = next.book
            let second = try await entering(next)
            XCTAssertNotNil(second.leftAt)
            XCTAssertNil(second.typing)
            let again = try XCTUnwrap(second.form)
            XCTAssertEqual(again.amounts.map(\.digits), form.amounts.map(\.digits))
            XCTAssertEqual(again.amounts.map(\.unit), form.amounts.map(\.unit))
            XCTAssertEqual(again.inputs.map(\.material), ["Validacin 5SL"])
            XCTAssertEqual(again.inputs.map(\.days), ["14"])
            XCTAssertEqual(again.inputs.map(\.amount?.digits), ["3"])
            XCTAssertEqual(again.inputs.map(\.amount?.unit), [.packet])
            XCTAssertEqual(again.note, "Trời nắng")
            XCTAssertEqual(again.day(next.times.today), day)
            XCTAssertEqual(again.photos, form.photos)
            second.save()
            await second.saving.ended()
            XCTAssertNil(second.saving.failure)
            if !again.findings.isEmpty {
                second.save()
                await second.saving.ended()
            }
            let saved = try await only(book)
            XCTAssertEqual(saved.fact.inputs.map(\.preHarvestInterval), [14])
            XCTAssertEqual(saved.fact.photos, form.photos)
            XCTAssertNil(try draftFile(story.phone))
            try await book.shutdown()
        }
    }

    func testWhatWasBegunYesterdayAndIsSavedTodayWasDoneYesterdayAtThatHourInThatPlace() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let screen = Screen.entry(try await season(session.book), step: "harvest")
            let then = Date().addingTimeInterval(-86_400)
            let before = session.by({ then }, at: screen)
            let field = try XCTUnwrap(story.phone.place)
            let first = try await entering(before)
            await first.findPlace()
            XCTAssertNil(try draftFile(story.phone), "where it is looked at is nothing to lose")
            first.press("5")
            try await story.sees(try draftSays(story.phone, "begun") && draftSays(story.phone, "place"))
            first.erase()
            try await story.sees(try draftFile(story.phone) == nil)
            first.press("5")
            try await story.sees(try draftSays(story.phone, "begun"))

            story.phone.place = Place(latE7: 210_000_000, lonE7: 1_050_000_000, accuracyM: 5, fixAgeS: 1)
            session.way.to(screen)
            let second = try await entering(session)
            await second.findPlace()
            XCTAssertEqual(second.form?.day(session.times.today), before.times.today, "the person sees of which day it is")
            XCTAssertEqual(try XCTUnwrap(second.leftAt).timeIntervalSince1970, then.timeIntervalSince1970, accuracy: 1)
            await story.does(second.saving) { second.save() }
            let done = try await only(session.book).fact
            XCTAssertEqual(done.occurred.date.timeIntervalSince1970, then.timeIntervalSince1970, accuracy: 1)
            let place = try XCTUnwrap(done.place)
            XCTAssertEqual([place.latE7, place.lonE7], [field.latE7, field.lonE7])
            XCTAssertGreaterThanOrEqual(place.fixAgeS, 86_400, "how old the fix is when it is saved is said")
        }
    }

    func testWhoSaysThatItWasTodayAfterAllIsBelieved() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let screen = Screen.entry(try await season(session.book), step: "harvest")
            _ = try await story.begins(session.by(days: -1, at: screen))
            // Midnight may come while this runs.
            let now = Date()
            let after = session.by({ now }, at: screen)
            let second = try await entering(after)
            second.form?.choose(after.times.today, after.times.today)
            XCTAssertEqual(second.form?.day(after.times.today), after.times.today)
            await story.does(second.saving) { second.save() }
            let done = try await only(session.book).fact.occurred.date
            XCTAssertEqual(done.timeIntervalSince1970, now.timeIntervalSince1970, accuracy: 1)
        }
    }

    func testWhatWasBegunWithoutAFixAndLeftTakesNoneLater() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            session.way.to(.entry(try await season(session.book), step: "harvest"))
            _ = try await story.begins(session)
            let second = try await entering(session)
            await second.findPlace()
            await story.does(second.saving) { second.save() }
            let done = try await only(session.book).fact
            XCTAssertNil(done.place, "who goes on with it later is at home by then")
        }
    }

    func testAClockThatWasSetBackDoesNotKeepAnEntryFromBeingSaved() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let screen = Screen.entry(try await season(session.book), step: "harvest")
            _ = try await story.begins(session.by(days: 3, at: screen))
            session.way.to(screen)
            let second = try await entering(session)
            await story.does(second.saving) { second.save() }
            let done = try await only(session.book).fact.occurred.date
            XCTAssertLessThanOrEqual(done, Date())
        }
    }

    func testADraftThatHasNoPlaceInTheFormAnyMoreIsKeptAside() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let screen = Screen.entry(try await season(session.book), step: "harvest")
            session.way.to(screen)
            let first = try await story.begins(session)
            first.form?.note = "Trời mưa"
            try await story.sees(try draftSays(story.phone, "Trời mưa"))
            let file = try XCTUnwrap(draftFile(story.phone))
            // An older product group asked for something more.
            try draft(story.phone, saying: ["entry.answers.of_then": "Ruộng trên"]).write(to: file)
            let second = try await entering(session)
            XCTAssertEqual(second.form?.note, "", "not even half of it is shown")
            XCTAssertEqual(second.form?.amounts.first?.digits, "")
            XCTAssertNil(second.leftAt)
            XCTAssertNil(try draftFile(story.phone))
            let old = try String(contentsOf: file.appendingPathExtension("old"), encoding: .utf8)
            XCTAssertTrue(old.contains("Ruộng trên"))
            let page = story.opens(DocumentPage.following(try XCTUnwrap(first.form?.document.id), session))
            let begun = try await story.sees(page.seen).begun
            XCTAssertEqual(begun, [])
        }
    }

    func testOriginsAndStampsAreKeptAsTheyWereChosen() async throws {
        try await leased { story, session in
            let field = try await season(session.book)
            let lot = try await session.book.documents.openLot(NewLot(name: "Lô nếp")).doc.id
            let receiving = Screen.entry(lot, step: "receive")
            session.way.to(receiving)
            let first = try await entering(session)
            first.take(field)
            for key in "4,5" { first.press(key) }
            try await story.sees(try draftSays(story.phone, "4,5 "))
            let second = try await entering(session)
            let again = try XCTUnwrap(second.form)
            XCTAssertEqual(again.origins.filter(\.taken).map(\.id), [field])
            XCTAssertEqual(again.amounts.map(\.digits), first.form?.amounts.map(\.digits))
            await first.drop()

            session.way.to(.entry(lot, step: voidStamps))
            let left = try await entering(session)
            let voiding = try XCTUnwrap(left.form)
            let stamps = StampsForm(voiding, session.book)
            (voiding.stampFirst, voiding.stampLast) = (serial(7), serial(9))
            await story.does(stamps.work) { stamps.add() }
            voiding.stampFirst = "HX0000"
            try await story.sees(try draftSays(story.phone, "\"HX0000\""))
            let onceMore = try await entering(session)
            let gone = try XCTUnwrap(onceMore.form)
            XCTAssertEqual(gone.stamps, voiding.stamps)
            XCTAssertEqual(said(gone.stamps), "\(serial(7))…\(serial(9))")
            XCTAssertEqual([gone.stampFirst, gone.stampLast], ["HX0000", ""], "a number half typed")
        }
    }

    func testADraftThatOutlivedItsOwnSavingIsNotSavedAgain() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let screen = Screen.entry(try await season(session.book), step: "harvest")
            let disk = Disk()
            // While it is saved it is asked what time it is.
            let killed = session.by({
                disk.look()
                return Date()
            }, at: screen)
            session.way.to(screen)
            let first = try await story.begins(killed)
            let file = try XCTUnwrap(draftFile(story.phone))
            disk.file = file
            await story.does(first.saving) { first.save() }
            disk.file = nil
            let marked = try XCTUnwrap(disk.seen)
            // Killed between the book's answer and the end of the draft.
            try marked.write(to: file)
            let after = try await entering(session)
            XCTAssertEqual(after.form?.amounts.first?.digits, "")
            XCTAssertNil(after.leftAt)
            XCTAssertNil(try draftFile(story.phone))
        }
    }

    func testADraftWhoseSavingNeverReachedTheBookStands() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let screen = Screen.entry(try await season(session.book), step: "harvest")
            session.way.to(screen)
            _ = try await story.begins(session)
            // As it lies on the disk while it is saved; nothing had been written before.
            let file = try XCTUnwrap(draftFile(story.phone))
            try draft(story.phone, savedAfter: nil).write(to: file)
            let cut = try await entering(session)
            XCTAssertEqual(cut.form?.amounts.first?.digits, "5", "the book has nothing of it")
            await story.does(cut.saving) { cut.save() }
            _ = try await only(session.book)
            XCTAssertNil(try draftFile(story.phone))
        }
    }

    func testWhatIsThrownAwayIsGoneAndWhatIsRefusedStays() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let screen = Screen.entry(try await season(session.book), step: "harvest")
            session.way.to(screen)
            let refused = try await entering(session)
            refused.form?.note = "Chưa cân"
            refused.save()
            await refused.saving.ended()
            guard case .invalidInput = refused.saving.failure else { return XCTFail("\(String(describing: refused.saving.failure))") }
            try await story.sees(try draftSays(story.phone, "Chưa cân"))
            let again = try await entering(session)
            XCTAssertEqual(again.form?.note, "Chưa cân")
            await again.anew()
            XCTAssertEqual(again.form?.note, "")
            XCTAssertNil(again.leftAt)
            XCTAssertNil(try draftFile(story.phone))
            again.form?.note = "Lại dở"
            again.back()
            XCTAssertTrue(again.leaving)
            await again.drop()
            XCTAssertEqual(session.way.here, .home)
            XCTAssertNil(try draftFile(story.phone))
            session.way.to(screen)
            let new = try await entering(session)
            XCTAssertEqual(new.form?.note, "")
            new.back()
            XCTAssertEqual(session.way.here, .home, "nothing to lose, nothing to ask")
        }
    }
}

/// What lay in a file when it was looked at last.
private final class Disk: @unchecked Sendable {
    var file: URL?
    private(set) var seen: Data?

    func look() {
        if let file, let bytes = try? Data(contentsOf: file) { seen = bytes }
    }
}
