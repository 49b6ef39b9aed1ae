import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

final class ActivateTests: XCTestCase {
    func testStampsAreActivatedByFirstAndLastNumberWithTheFindingsBeforeAndAfter() async throws {
        try await leased { story, session in
            let lot = try await packedLot(session.book, "Lô nếp", packs: 5)
            let lots = story.opens(LotStamps.following(lot, in: session.book))
            let before = try await story.sees(lots.seen)
            XCTAssertEqual(before.packed.compactMap { amounts($0, .vi) }, ["5 gói"])
            XCTAssertNil(before.hindrance)
            let written = story.opens(DocumentPage.following(lot, session))
            let steps = try await story.sees(written.seen)
            let step = try XCTUnwrap(steps.steps.first { $0.kind == .activate })
            XCTAssertEqual(steps.screen(of: step), .activate(lot), "by sheets, numbers and rolls, and not as another entry")
            session.way.to(steps.screen(of: step))
            let proposing = Proposing(lot, session)
            await proposing.begin()
            proposing.typing = true
            (proposing.first, proposing.last) = (serial(101), " \(serial(110)) ")
            await story.does(proposing.work) { proposing.byNumber() }
            let proposal = try XCTUnwrap(proposing.proposal)
            XCTAssertEqual(proposal.count, 10)
            XCTAssertEqual(proposal.findings.filter { $0.said[.vi].contains("chỉ đóng 5 gói") }.count, 1)

            await story.does(proposing.work) { proposing.activate() }
            let claims = try await session.book.stamps.claims(lot)
            XCTAssertEqual(session.way.here, .claim(try XCTUnwrap(claims.first).fact))
            let shown = story.opens(ClaimPage.following(claims[0].fact, in: session.book))
            let page = try await story.sees(shown.seen)
            XCTAssertEqual(page.claim.state, .pending)
            XCTAssertEqual(page.lot, "Lô nếp")
            XCTAssertEqual(page.findings.filter { $0.said[.vi].contains("chỉ đóng 5 gói") }.count, 1)
            XCTAssertEqual(page.events.map { $0.title(story.words) }, ["Lò Thị Mai kích hoạt"])
            let after = try await story.sees(lots.seen.flatMap { $0.claims.isEmpty ? nil : $0 })
            XCTAssertEqual(after.said(claims[0]), "\(serial(101))…\(serial(110))")
            XCTAssertEqual(story.phone.syncsAsked, 1)
        }
    }

    func testNumbersThatMakeNoRangeAreRefusedAndStampsOfNobodyAreToldBefore() async throws {
        try await leased { story, session in
            let lot = try await packedLot(session.book, "Lô nếp")
            let proposing = Proposing(lot, session)
            await proposing.begin()
            (proposing.first, proposing.last) = (serial(9), "AB00000010")
            let why = try await story.isRefused(proposing.work) { proposing.byNumber() }
            XCTAssertTrue(why.contains("Hai số không cùng một dãy"), why)
            XCTAssertNil(proposing.proposal)
            (proposing.first, proposing.last) = ("HX00009001", "")
            await story.does(proposing.work) { proposing.byNumber() }
            let proposal = try XCTUnwrap(proposing.proposal)
            XCTAssertEqual(proposal.count, 1)
            let doubts = proposal.findings.filter { $0.said[.vi].hasPrefix("Tem HX00009001 không thuộc dải tem được giao") }
            XCTAssertEqual(doubts.count, 1, "\(proposal.findings)")
            XCTAssertFalse(try XCTUnwrap(doubts.first).remedy[.vi].isEmpty)
            proposing.back()
            XCTAssertNil(proposing.proposal)
            let none = try await session.book.stamps.claims(lot)
            XCTAssertEqual(none, [])
        }
    }

    func testAWholeRollIsActivatedAndDamagedStampsOfItAreReported() async throws {
        try await leased { story, session in
            let lot = try await packedLot(session.book, "Lô nếp", packs: 500)
            let lots = story.opens(LotStamps.following(lot, in: session.book))
            let lease = try await story.sees(lots.seen?.leases.first)
            XCTAssertEqual(said(lease.range), "\(serial(1))…\(serial(500))")
            XCTAssertTrue(lease.standing(session).hasPrefix("Dùng đến "), lease.standing(session))
            let proposing = Proposing(lot, session)
            await proposing.begin()
            await story.does(proposing.work) { proposing.byLease(lease) }
            XCTAssertEqual(proposing.proposal?.count, 500)
            XCTAssertEqual(proposing.proposal?.findings, [])
            await story.does(proposing.work) { proposing.activate() }

            let entering = Entering(lot, step: voidStamps, like: nil, session: session)
            await entering.begin()
            let form = try XCTUnwrap(entering.form)
            let stamps = StampsForm(form, session.book)
            form.stampFirst = serial(77)
            await story.does(stamps.work) { stamps.add() }
            XCTAssertEqual(said(form.stamps), serial(77))
            XCTAssertEqual(form.stampFirst, "", "the next number")
            form.stampFirst = "xin chào"
            _ = try await story.isRefused(stamps.work) { stamps.add() }
            let reason = try XCTUnwrap(form.step.fields.first { if case .choice = $0.takes { true } else { false } })
            guard case .choice(let choices) = reason.takes else { return }
            form.answers[reason.code] = try XCTUnwrap(choices.first { $0.name[.vi].contains("Rách, bẩn") }).code
            await story.does(entering.saving) { entering.save() }
            let voided = try await session.book.journal.query(FactQuery(doc: lot, steps: [voidStamps]))
            XCTAssertEqual(voided.map { said($0.fact.stamps) }, [serial(77)])
        }
    }

    func testWhoMayNotActivateIsToldSoBeforeTheyBegin() async throws {
        try await leased("Lò Văn Inh", "farmer") { story, session in
            var lot: DocId?
            try await secondPhone("Lò Văn Hặc", "manager", of: story.hub) { book in
                try await book.synced()
                lot = try await packedLot(book, "Lô của bà con")
                try await book.synced()
            }
            try await session.book.synced()
            let lots = story.opens(LotStamps.following(try XCTUnwrap(lot), in: session.book))
            let view = try await story.sees(lots.seen)
            XCTAssertEqual(view.document.name, "Lô của bà con")
            XCTAssertTrue(try XCTUnwrap(view.hindrance).said[.vi].contains("quản lý hợp tác xã"))
            let page = story.opens(DocumentPage.following(try XCTUnwrap(lot), session))
            let seen = try await story.sees(page.seen)
            XCTAssertFalse(seen.steps.contains { $0.kind == .activate })
            let packed = try XCTUnwrap(seen.entries.first { $0.fact.step == "pack" })
            XCTAssertEqual(seen.step(of: packed)?.name[.vi], "Đóng gói")
        }
    }

    func testTwoPhonesWantTheSameStampsAndAScanInHandWithAPhotoIsTheEvidence() async throws {
        try await leased { story, session in
            let claim = try await disputed(story, session.book)
            let tasks = story.opens(StampTask.following(session.book))
            let task = try await story.sees(tasks.seen?.first { $0.id == claim })
            XCTAssertEqual(task.task.kind, .rescan)
            XCTAssertEqual(task.lot, "Lô của tôi")
            XCTAssertTrue(task.standing(session).hasPrefix("Tranh chấp · Từ "), task.standing(session))
            let shown = story.opens(ClaimPage.following(claim, in: session.book))
            let page = try await story.sees(shown.seen)
            XCTAssertEqual(page.rivals.map { said($0.rival.range) }, ["\(serial(5))…\(serial(10))"])
            XCTAssertEqual(page.rivals.map(\.lot), ["Lô kia"])
            XCTAssertEqual(page.findings.filter { $0.code == .rangeOverlap }, [], "its rivals say it")
            XCTAssertEqual(page.task?.kind, .rescan)
            // What the hub confirmed before is disputed now, wherever it is listed.
            let other = try await story.sees(tasks.seen?.first { $0.id != claim })
            XCTAssertEqual(other.task.state, .confirmed)
            XCTAssertTrue(other.standing(session).hasPrefix("Tranh chấp · Từ "), other.standing(session))
            let theirs = story.opens(ClaimPage.following(other.id, in: session.book))
            let theirPage = try await story.sees(theirs.seen)
            XCTAssertEqual(theirPage.state, .disputed)
            let lots = story.opens(LotStamps.following(other.task.lot, in: session.book))
            let inLot = try await story.sees(lots.seen)
            XCTAssertEqual(inLot.claims.map { inLot.state(of: $0) }, [.disputed])
            let lot = story.opens(LotPage.following(other.task.lot, in: session.book))
            let steps = try await story.sees(lot.seen?.steps)
            XCTAssertEqual(steps.compactMap(\.claimed), [.disputed])

            session.way.to(.rescan(claim))
            let rescanning = Rescanning(claim, session)
            await rescanning.begin()
            let film = try StampSheet([serial(5), serial(6), "elsewhere"], columns: 3)
            try await story.films(film, rescanning.look) {
                try await story.sees(rescanning.inHand == 2 && rescanning.others.count == 1)
            }
            XCTAssertEqual(story.phone.ticks, 2)
            rescanning.typing = "xin chào"
            let why = try await story.isRefused(rescanning.work) { rescanning.addTyped() }
            XCTAssertFalse(why.isEmpty)
            rescanning.typing = serial(7)
            await story.does(rescanning.work) { rescanning.addTyped() }
            rescanning.typing = serial(7)
            await story.does(rescanning.work) { rescanning.addTyped() }
            XCTAssertEqual(rescanning.inHand, 3)
            story.phone.picture = photograph
            await story.does(rescanning.work) { rescanning.photograph() }
            XCTAssertEqual(rescanning.photos.count, 1)
            await story.does(rescanning.work) { rescanning.save() }

            let waits = try await story.sees(tasks.seen?.first { $0.id == claim && $0.task.kind == .wait })
            let evidence = try await session.book.journal.get(try XCTUnwrap(waits.task.evidence.first)).fact
            XCTAssertEqual(session.way.here, .saved(evidence.id))
            XCTAssertEqual(evidence.photos.count, 1)
            XCTAssertEqual(evidence.place, story.phone.place)
            let numbers = try evidence.stamps.map { try ($0.range.firstSerial(), $0.range.lastSerial()) }
            XCTAssertEqual([numbers.first?.0, numbers.last?.1], [serial(5), serial(7)])
            let told = try await story.sees(shown.seen.flatMap { $0.events.contains { $0.fact != nil } ? $0 : nil })
            let line = try XCTUnwrap(told.events.first { $0.fact != nil })
            XCTAssertTrue(line.title(story.words).hasPrefix("Lò Thị Mai quét lại \(serial(5))"), line.title(story.words))
        }
    }
}

/// Stamps 5 to 10 for a lot here, after another phone had activated them for one of its own; the hub disputes both.
@MainActor
func disputed(_ story: Story, _ book: Fieldbook) async throws -> FactId {
    try await secondPhone("Lò Văn Hặc", "manager", of: story.hub) { other in
                try await other.synced()
        let lot = try await packedLot(other, "Lô kia")
        let range = try await other.stamps.range(serial(5), last: serial(10))
        _ = try await other.stamps.activate(lot, ranges: [range], capture: .manual)
        try await other.synced()
    }
    let lot = try await packedLot(book, "Lô của tôi")
    let range = try await book.stamps.range(serial(5), last: serial(10))
    let claim = try await book.stamps.activate(lot, ranges: [range], capture: .manual).fact
    try await book.synced()
    return claim
}
