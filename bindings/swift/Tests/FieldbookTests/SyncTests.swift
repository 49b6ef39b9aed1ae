import Fieldbook
import Foundation
import XCTest

final class SyncTests: BookCase {
    @discardableResult
    private func synced(_ book: Fieldbook) async throws -> SyncReport {
        let report = try await book.sync.run(SyncOptions(failuresMax: 3))
        XCTAssertEqual(report.ending, .complete)
        return report
    }

    func testTwoPhonesDisagreeAndAgree() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        let hoa = try await Fieldbook.create(config("hoa"), invitation: hub().hoa, deviceName: "Điện thoại của Hoa")
        try await synced(hoa)
        let fact = try await book.journal.record(harvest(season)).view.fact.id
        let first = try await synced(book)
        XCTAssertGreaterThanOrEqual(first.pushed, 2)
        XCTAssertEqual(first.accepted, first.pushed)
        let state = try await book.journal.get(fact).state
        XCTAssertEqual(state, .accepted)
        let pulled = try await synced(hoa).pulled
        XCTAssertGreaterThanOrEqual(pulled, 2)

        // Both correct the moisture before either hears of the other.
        _ = try await book.journal.amend(fact, field: "moisture", value: 23)
        _ = try await hoa.journal.amend(fact, field: "moisture", value: 22)
        for phone in [book, hoa, book] { try await synced(phone) }
        let conflicts = try await book.journal.conflicts()
        XCTAssertEqual(conflicts.map(\.field), ["moisture"])
        XCTAssertEqual(Set(conflicts[0].values.compactMap(\.byName)), ["Lò Thị Mai", "Cà Thị Hoa"])
        let there = try await hoa.journal.get(fact).conflicts["moisture"]
        let here = try await book.journal.get(fact).conflicts["moisture"]
        XCTAssertEqual(there, here)
        _ = try await book.journal.amend(fact, field: "moisture", value: 22.5, reason: "đo lại cùng nhau")
        let settled = try await book.journal.conflicts()
        XCTAssertEqual(settled, [])

        let status = try await book.sync.status()
        XCTAssertEqual(status.outbox, 1)
        XCTAssertTrue(status.enrolled)
        XCTAssertLessThan(abs(try XCTUnwrap(status.lastSync).timeIntervalSinceNow), day)
    }

    func testStampsAreActivatedAndTheHubConfirms() async throws {
        let book = try await newBook()
        try await synced(book)
        let lot = try await book.documents.openLot(NewLot()).doc.id
        let packs = RoledQuantity(role: .out, quantity: Quantity(entered: 100, enteredUnit: .piece))
        _ = try await book.journal.record(NewFact(doc: lot, step: "pack", quantities: [packs]))
        let range = try await book.stamps.range("HX00000001", last: "HX00000100")
        XCTAssertEqual(try range.count(), 100)
        let leases = try await book.stamps.leases()
        XCTAssertEqual(leases.count, 1)
        XCTAssertEqual(try leases[0].range.lastSerial(), "HX00000500")
        let claim = try await book.stamps.activate(lot, ranges: [range], capture: .scan)
        XCTAssertEqual(claim.state, .pending)
        try await synced(book)
        try await synced(book)
        let claims = try await book.stamps.claims(lot)
        XCTAssertEqual(claims.map(\.fact), [claim.fact])
        XCTAssertEqual(claims[0].state, .confirmed, "\(claims[0])")
    }

    func testWithoutSignalASyncEndsOfflineAndKeepsEverything() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        _ = try await book.journal.record(harvest(season))
        let heard = Heard<SyncProgress>()
        let report = try await book.sync.run(SyncOptions(hubUrl: nobody, failuresMax: 2)) { heard.append($0) }
        guard case .offline = report.ending else { return XCTFail("\(report)") }
        XCTAssertEqual(report.pushed, 0)
        XCTAssertFalse(heard.all.isEmpty)
        XCTAssertTrue(heard.all.allSatisfy { $0.outbox == 2 }, "the season's head and the harvest")
        let status = try await book.sync.status()
        XCTAssertEqual(status.outbox, 2)
        await assertRefused(try await book.sync.run(SyncOptions(hubUrl: "không phải địa chỉ"))) { error in
            guard case .invalidInput = error else { return XCTFail("\(error)") }
        }
    }

    func testACancelledTaskCancelsItsSyncAndWaitsForTheEnd() async throws {
        let book = try await newBook()
        let heard = Heard<SyncProgress>()
        let ended = Heard<SyncReport>()
        let endless = Task { ended.append(try await book.sync.run(SyncOptions(hubUrl: nobody)) { heard.append($0) }) }
        _ = try await heard.wait(for: 1)
        XCTAssertEqual(ended.all, [])
        endless.cancel()
        // One that heard nothing of the cancel would never end.
        let reports = try await ended.wait(for: 1)
        XCTAssertEqual(reports.map(\.ending), [.cancelled])
        let never = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await book.sync.run(SyncOptions(hubUrl: nobody))
        }
        let atOnce = try await never.value
        XCTAssertEqual(atOnce.ending, .cancelled)
    }

    func testSlowSyncsHoldUpNobody() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        let heard = Heard<SyncProgress>()
        let ended = Heard<SyncReport>()
        let running = (0..<12).map { _ in
            Task { ended.append(try await book.sync.run(SyncOptions(hubUrl: nobody)) { heard.append($0) }) }
        }
        _ = try await heard.wait(for: 1)
        // They are endless: an entry that waits for one of them is never saved.
        let saved = Heard<FactId>()
        let recording = Task { saved.append(try await book.journal.record(harvest(season)).view.fact.id) }
        _ = try await saved.wait(for: 1)
        XCTAssertEqual(ended.all, [])
        for run in running { run.cancel() }
        for run in running { try await run.value }
        try await recording.value
    }
}
