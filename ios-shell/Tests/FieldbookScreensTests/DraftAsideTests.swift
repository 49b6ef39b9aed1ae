import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

/// What was begun before and fits no more.
final class DraftAsideTests: XCTestCase {
    func testWhatIsKeptAsideIsToldAsItWasTypedAndThrownAway() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            session.way.to(.entry(try await season(session.book), step: "harvest"))
            let first = try await story.begins(session)
            let hoa = UUID().uuidString
            first.form?.note = "Trời \"mưa\""
            try await story.sees(try draftSays(story.phone, "mưa"))
            let more = [
                "of_then": "Ruộng trên / dưới", "other": "not_a_word", "mended": "yes", "nonconformity": hoa.lowercased(),
            ]
            let answers = Dictionary(uniqueKeysWithValues: more.map { ("entry.answers.\($0)", $1) })
            let besides = ["entry.on_behalf_of": hoa, "entry.photos": "abc", "entry.amounts.area": " sào Bắc Bộ"]
            try draft(story.phone, saying: answers.merging(besides) { $1 }).write(to: XCTUnwrap(draftFile(story.phone)))
            let second = try await entering(session)
            let amount = try XCTUnwrap(first.form?.amounts.first)
            let said = ["5 \(unitName(amount.unit))", "Ruộng trên / dưới", "Trời \"mưa\""]
            XCTAssertEqual(second.drafting?.aside?.typed, said, "in words, without codes of the app's")
            XCTAssertNil(second.typing, "it is to be read first")
            // Another time, and it is still there; gone with one tap, for good.
            let third = try await entering(session)
            XCTAssertEqual(third.drafting?.aside?.typed, said)
            await third.drafting?.dropAside()
            XCTAssertNil(third.drafting?.aside)
            XCTAssertEqual(draftsAside(story.phone), [])
            let fourth = try await entering(session)
            XCTAssertNil(fourth.drafting?.aside)
            XCTAssertNotNil(fourth.typing)
        }
    }

    func testOfTwoThatWereKeptAsideNeitherIsLostNorWhatWasSaidForThem() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            session.way.to(.entry(try await season(session.book), step: "harvest"))
            for weather in ["Trời mưa", "Trời nắng"] {
                let begun = try await story.begins(session)
                begun.form?.note = weather
                if weather == "Trời mưa" { try await story.says(XCTUnwrap(begun.saying)) }
                let voice = begun.saying?.voices.first
                try await story.sees(try draftSays(story.phone, weather) && voice.map { try draftSays(story.phone, $0) } ?? true)
                let old = try draft(story.phone, saying: ["entry.answers.of_then": "1"])
                try old.write(to: XCTUnwrap(draftFile(story.phone)))
                _ = try await entering(session)
            }
            let form = try await entering(session)
            let drafting = try XCTUnwrap(form.drafting)
            let aside = try XCTUnwrap(drafting.aside)
            XCTAssertEqual(aside.typed.filter { $0.hasPrefix("Trời") }, ["Trời mưa", "Trời nắng"], "the oldest first")
            XCTAssertEqual(draftsAside(story.phone).count, 2)
            XCTAssertEqual(aside.voices, recordings(story.phone))
            let hearing = Hearing(session)
            await story.does(hearing.work) { hearing.listen(to: Recordings(in: story.phone.folder).file(aside.voices[0])) }
            XCTAssertEqual(story.phone.loudspeaker.played, [recording])
            await drafting.dropAside()
            XCTAssertEqual(recordings(story.phone), [])
            XCTAssertEqual(draftsAside(story.phone), [])
        }
    }

    func testSoIsAVisitsAsFarAsItCanStillBeRead() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let subject = try await season(session.book)
            let cut = #"{"after":{"last":"1"},"answers":{"inspection.note":"Trời mưa","inspection.voices.0":"a.m4a","point.0.answ"#
            let damages: [(String, typed: [String], voices: [String])] = [("\u{0}", [], []), (cut, ["Trời mưa"], ["a.m4a"])]
            for (bytes, typed, voices) in damages {
                let begun = try await visiting(session, subject)
                guard case .visit(let visit) = session.way.here else { return XCTFail("\(session.way.here)") }
                begun.form?.inspection.note = "Gặp ông Panh"
                try await story.sees(try draftSays(story.phone, "Panh"))
                try Data(bytes.utf8).write(to: XCTUnwrap(draftFile(story.phone)))
                let again = try await visiting(session, visit: visit)
                let drafting = try XCTUnwrap(again.drafting)
                XCTAssertEqual(drafting.aside?.typed, typed, bytes)
                XCTAssertEqual(drafting.aside?.voices, voices, bytes)
                await drafting.dropAside()
                XCTAssertEqual(draftsAside(story.phone), [], bytes)
            }
        }
    }
}
