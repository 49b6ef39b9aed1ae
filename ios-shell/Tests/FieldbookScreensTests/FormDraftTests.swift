import Fieldbook
@testable import FieldbookScreens
import Foundation
import XCTest

/// Each form on a phone whose system ends the app in the middle.
final class FormDraftTests: XCTestCase {
    func testACorrectionComesBackWithItsReasonAndIsMadeOnce() async throws {
        try await enrolled("Lường Thị Hặc", "farmer") { story, session in
            let fact = try await harvested(session.book, season(session.book), "8,5 tạ")
            let screen = Screen.correct(fact, field: "qty.out")
            session.way.to(screen)
            let first = Correcting(fact, field: "qty.out", session: session)
            await first.begin()
            XCTAssertNil(try draftFile(story.phone), "nothing was touched")
            let form = try XCTUnwrap(first.form)
            form.amount?.unit = .yen
            for key in "8,2" { form.press(key) }
            form.reason = story.words.history.reasonAgain
            first.back()
            XCTAssertTrue(first.leaving, "it is not left by mistake")
            first.later()
            XCTAssertEqual(session.way.here, .home)
            try await story.sees(try draftSays(story.phone, form.reason))

            let next = try await story.nextProcess(after: session, at: screen)
            let second = Correcting(fact, field: "qty.out", session: next)
            await second.begin()
            XCTAssertNotNil(second.leftAt)
            XCTAssertEqual(second.form?.amount?.digits, "8,2")
            XCTAssertEqual(second.form?.amount?.unit, .yen)
            XCTAssertFalse(second.typing, "what is typed already is only to be looked at")
            XCTAssertEqual(second.form?.reason, form.reason)
            let (file, killed) = try (XCTUnwrap(draftFile(story.phone)), draft(story.phone, savedAfter: "1"))
            await story.does(second.work) { second.save() }
            XCTAssertNil(try draftFile(story.phone))
            // By a process that ends between the book's answer and the end of the draft.
            try killed.write(to: file)
            let third = Correcting(fact, field: "qty.out", session: next)
            await third.begin()
            XCTAssertEqual(third.form?.amount?.digits, "")
            XCTAssertNil(third.leftAt)
            let entry = try await next.book.journal.get(fact)
            XCTAssertEqual(entry.fact.quantities.map(\.quantity), [try parseQuantity("8,2 yến")])
        }
    }

    func testSoDoesWhatAnEntryIsCrossedOutForAndWhatIsThrownAwayIsGone() async throws {
        try await enrolled("Lường Thị Hặc", "farmer") { story, session in
            let fact = try await harvested(session.book, season(session.book), "8,5 tạ")
            session.way.to(.void(fact))
            let first = Voiding(fact, session: session)
            await first.begin()
            first.reason = "Của nhà bên"
            try await story.sees(try draftSays(story.phone, "nhà bên"))
            let next = try await story.nextProcess(after: session, at: .void(fact))
            let second = Voiding(fact, session: next)
            await second.begin()
            XCTAssertEqual(second.reason, "Của nhà bên")
            await second.anew()
            XCTAssertEqual(second.reason, "")
            XCTAssertNil(second.leftAt)
            try await story.sees(try draftFile(story.phone) == nil)
            second.reason = "Ghi nhầm"
            second.back()
            await second.drop()
            XCTAssertEqual(next.way.here, .home)
            XCTAssertNil(try draftFile(story.phone))
            next.way.to(.void(fact))
            let third = Voiding(fact, session: next)
            await third.begin()
            third.reason = "Của nhà bên"
            await story.does(third.work) { third.void() }
            let reason = try await next.book.journal.get(fact).voided?.reason
            XCTAssertEqual(reason, "Của nhà bên")
            XCTAssertNil(try draftFile(story.phone))
        }
    }

    func testANewLotKeepsItsNameAndIsMadeOnce() async throws {
        try await enrolled("Lường Văn Phin", "manager") { story, session in
            let screen = Screen.newLot(from: nil)
            session.way.to(screen)
            let first = Making(from: nil, session: session)
            await first.begin()
            XCTAssertNil(try draftFile(story.phone), "nothing was touched")
            first.name = "Lô nếp đầu vụ"
            try await story.sees(try draftSays(story.phone, "Lô nếp"))
            let next = try await story.nextProcess(after: session, at: screen)
            let second = Making(from: nil, session: next)
            await second.begin()
            XCTAssertEqual(second.name, "Lô nếp đầu vụ")
            XCTAssertEqual(second.product, second.products.first)
            let (file, killed) = try (XCTUnwrap(draftFile(story.phone)), draft(story.phone, savedAfter: nil))
            await story.does(second.work) { second.make() }
            let lots = try await next.book.documents.list(.lot).map(\.name)
            XCTAssertEqual(lots, ["Lô nếp đầu vụ"])
            XCTAssertNil(try draftFile(story.phone))
            // By a process that ends between the book's answer and the end of the draft.
            try killed.write(to: file)
            let third = Making(from: nil, session: next)
            await third.begin()
            XCTAssertEqual(third.name, "")
            XCTAssertNil(try draftFile(story.phone))
        }
    }

    func testNumbersOfStampsToActivateAreThereAgainAndActivatedOnce() async throws {
        try await leased { story, session in
            let lot = try await packedLot(session.book, "Lô nếp")
            session.way.to(.activate(lot))
            let first = Proposing(lot, session)
            await first.begin()
            first.typing = true
            (first.first, first.last) = (serial(301), serial(310))
            first.back()
            XCTAssertFalse(first.typing)
            first.back()
            XCTAssertTrue(first.leaving)
            try await story.sees(try draftSays(story.phone, serial(310)))
            let next = try await story.nextProcess(after: session, at: .activate(lot))
            let second = Proposing(lot, next)
            await second.begin()
            XCTAssertTrue(second.typing, "where it was left")
            XCTAssertEqual([second.first, second.last], [serial(301), serial(310)])
            await story.does(second.work) { second.byNumber() }
            XCTAssertEqual(second.proposal?.count, 10)
            let (file, killed) = try (XCTUnwrap(draftFile(story.phone)), draft(story.phone, savedAfter: "0"))
            await story.does(second.work) { second.activate() }
            XCTAssertNil(try draftFile(story.phone))
            // By a process that ends between the book's answer and the end of the draft.
            try killed.write(to: file)
            let third = Proposing(lot, next)
            await third.begin()
            XCTAssertEqual(third.first, "")
            let claims = try await next.book.stamps.claims(lot)
            XCTAssertEqual(claims.count, 1)
        }
    }

    func testStampsOfAScanInHandAreThereAgainAndItsPhoto() async throws {
        try await leased { story, session in
            let claim = try await disputed(story, session.book)
            session.way.to(.rescan(claim))
            let first = Rescanning(claim, session)
            await first.begin()
            try await story.films(StampSheet([serial(5), "elsewhere"], columns: 2), first.look) {
                try await story.sees(first.read.count == 1 && first.others.count == 1)
            }
            first.typing = serial(6)
            await story.does(first.work) { first.addTyped() }
            first.typing = "HX00"
            story.phone.picture = photograph
            await story.does(first.work) { first.photograph() }
            try await story.sees(try draftSays(story.phone, first.photos[0]))
            let next = try await story.nextProcess(after: session, at: .rescan(claim))
            let second = Rescanning(claim, next)
            await second.begin()
            XCTAssertEqual(second.read, first.read)
            XCTAssertEqual(second.others, first.others)
            XCTAssertEqual(second.typed, [serial(6)])
            XCTAssertEqual(second.typing, "HX00")
            XCTAssertEqual(second.photos, first.photos)
            await story.does(second.work) { second.save() }
            guard case .saved(let saved) = next.way.here else { return XCTFail("\(next.way.here)") }
            let evidence = try await next.book.journal.get(saved).fact
            XCTAssertEqual(said(evidence.stamps), "\(serial(5)), \(serial(6))")
            XCTAssertEqual(evidence.photos, first.photos)
            XCTAssertNil(try draftFile(story.phone))
        }
    }

    func testASaveThatIsCutSaysNothingWasSavedOnlyWhereThatIsSo() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let screen = Screen.entry(try await season(session.book), step: "harvest")
            session.way.to(screen)
            let entering = try await entering(session)
            entering.press("7")
            let (form, drafting) = (try XCTUnwrap(entering.form), try XCTUnwrap(entering.drafting))
            try await story.says(XCTUnwrap(entering.saying))
            await story.does(entering.saving) {
                entering.saving.start {
                    _ = try await drafting.save { () -> Recorded? in
                        entering.saving.cancel()
                        throw CancellationError()
                    }
                }
            }
            XCTAssertTrue(drafting.touched)
            XCTAssertEqual(recordings(story.phone).count, 1)
            try await story.sees(try draftSays(story.phone, "7 ") && !draftSays(story.phone, "after"))
            XCTAssertEqual(session.way.here, screen)
            await story.does(entering.saving) {
                entering.saving.start {
                    _ = try await drafting.save { () -> Recorded? in
                        _ = try await form.save(in: session.book, session.times)
                        entering.saving.cancel()
                        throw CancellationError()
                    }
                }
            }
            XCTAssertFalse(drafting.touched)
            XCTAssertEqual(recordings(story.phone), [], "what was said for it is done with too")
            XCTAssertNil(try draftFile(story.phone))
            XCTAssertEqual(session.way.here, .home, "it is in the book, and nothing is left to do here")
            await story.does(entering.saving) { entering.save() }
            _ = try await only(session.book)
        }
    }
}
