import Fieldbook
import FieldbookScreens
import XCTest

final class HomeTests: XCTestCase {
    func testTheStripSaysWhereTheWorkIsBeforeAndAfterASync() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { story, session in
            let home = story.opens(Today.following(session.book))
            let first = try await story.sees(home.seen)
            XCTAssertEqual(first.me.name, "Cà Thị Hoa")
            XCTAssertNil(first.sync.lastSync)
            XCTAssertNil(first.last)

            try await harvested(session.book)
            let waiting = try await story.sees(home.seen.flatMap { $0.last == nil ? nil : $0 })
            XCTAssertEqual(waiting.lastStep?.name[.vi], "Thu hoạch")
            XCTAssertEqual(amounts(try XCTUnwrap(waiting.last), .vi), "2,5 tạ")
            XCTAssertEqual(waiting.sync.outbox, 2)
            XCTAssertEqual(waiting.outbox.onPhone, 2)
            XCTAssertTrue(waiting.worthASync)
            XCTAssertEqual(waiting.whereabouts(story.words).map(\.text), ["Trên máy này 2"])

            session.syncing.start()
            XCTAssertTrue(session.syncing.work.running)
            await session.syncing.work.ended()
            XCTAssertEqual(session.syncing.ending, .complete)
            XCTAssertNil(session.syncing.progress)
            let sent = try await story.sees(home.seen.flatMap { $0.sync.lastSync != nil && $0.sync.outbox == 0 ? $0 : nil })
            XCTAssertEqual(sent.outbox.onPhone, 0)
            XCTAssertEqual(sent.needsYou, 0)
            XCTAssertFalse(sent.worthASync)
            XCTAssertEqual(sent.whereabouts(story.words).map(\.text), ["Máy chủ đã nhận hết"])
            let use = try XCTUnwrap(sent.use)
            XCTAssertGreaterThan(use.facts.up, 0)
            XCTAssertTrue(megabytes(use, .vi).hasSuffix(" MB"))
        }
    }

    func testWithoutAHubTheEntryWaitsAndNothingIsAnError() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { story, session in
            try await harvested(session.book)
            story.hub.stop()
            session.syncing.start()
            await session.syncing.work.ended()
            guard case .offline = session.syncing.ending else { return XCTFail("\(String(describing: session.syncing.ending))") }
            XCTAssertNil(session.syncing.work.failure)
            let waiting = try await session.book.sync.status().outbox
            XCTAssertEqual(waiting, 2)
        }
    }

    func testWhatEachDoesMostComesFirst() {
        XCTAssertEqual(Beginning.all(for: [.farmer]).first, .record)
        XCTAssertEqual(Beginning.all(for: [.manager]).first, .scan)
        XCTAssertEqual(Beginning.all(for: [.officer]).first, .visit)
        XCTAssertEqual(Set(Beginning.all(for: [])), Set(Beginning.allCases))
    }

    func testMegabytesAreSaidAsTheLanguageDoesAndNeverTooFew() {
        XCTAssertEqual(megabytes(1, .vi), "0,1 MB")
        XCTAssertEqual(megabytes(1_200_000, .vi), "1,2 MB")
        XCTAssertEqual(megabytes(1_200_001, .en), "1.3 MB")
        XCTAssertEqual(megabytes(0, .en), "0 MB")
    }
}

/// A season with 2,5 tạ of wet rice.
func harvested(_ book: Fieldbook) async throws {
    let season = try await book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id
    let weight = RoledQuantity(role: .out, quantity: try parseQuantity("2,5 tạ"))
    _ = try await book.journal.record(NewFact(doc: season, step: "harvest", quantities: [weight]))
}
