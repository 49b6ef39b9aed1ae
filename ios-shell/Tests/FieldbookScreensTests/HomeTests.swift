import Fieldbook
@testable import FieldbookScreens
import XCTest

final class HomeTests: XCTestCase {
    func testTheStripSaysWhereTheWorkIsBeforeAndAfterASync() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { story, session in
            let home = story.opens(Today.following(session))
            let first = try await story.sees(home.seen)
            XCTAssertEqual(first.me.name, "Cà Thị Hoa")
            XCTAssertNil(first.sync.lastSync)
            XCTAssertTrue(first.isFirstDay)
            XCTAssertEqual(first.sync.last(session), "Gửi lần cuối: chưa lần nào")
            XCTAssertNil(first.last)

            try await harvested(session.book)
            // The page may have been read between the season and its harvest, and is read again.
            let waiting = try await story.sees(home.seen.flatMap { $0.last != nil && $0.outbox.onPhone == 2 && $0.sync.outbox == 2 ? $0 : nil })
            XCTAssertEqual(waiting.lastStep?.name[.vi], "Thu hoạch")
            XCTAssertEqual(amounts(try XCTUnwrap(waiting.last), .vi), "2,5 tạ")
            XCTAssertEqual(waiting.sync.outbox, 2)
            XCTAssertEqual(waiting.outbox.onPhone, 2)
            XCTAssertTrue(waiting.worthASync)
            XCTAssertFalse(waiting.isFirstDay)
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
            XCTAssertFalse(sent.isFirstDay)
            XCTAssertEqual(sent.whereabouts(story.words).map(\.text), ["Nơi nhận đã có hết"])
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
            session.syncing.seen()
            XCTAssertNil(session.syncing.ending, "who comes next is not told of it as of something new")
        }
    }

    func testWhatIsDueIsSaidWithItsDayTheMostPressingFirstAndLeadsToWhereItIsSeenTo() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let (book, times) = (session.book, session.times)
            let late = try await pointed(book, "Kho thuốc để ngỏ", due: times.day(in: -3))
            _ = try await pointed(book, "Không có sổ giao hàng", due: times.day(in: 2))
            _ = try await pointed(book, "Biển báo mờ", due: times.day(in: 30))
            let open = try await book.documents.openVisit(NewVisit(name: "Nhà Panh")).doc.id
            let home = story.opens(Today.following(session))
            let today = try await story.sees(home.seen)
            let pressing = try XCTUnwrap(today.pressing(times.today))
            XCTAssertEqual(pressing.title(story.words, times), "Kho thuốc để ngỏ")
            XCTAssertEqual(pressing.detail(story.words), "Nhà Inh")
            XCTAssertEqual(pressing.due.on, times.day(in: -3))
            XCTAssertEqual(pressing.screen, .visit(late))
            let below = today.dueBelow(times.today)
            XCTAssertFalse(below.contains { $0.due == pressing.due })
            let titles = below.map { $0.title(story.words, times) }
            XCTAssertTrue(titles.contains("Không có sổ giao hàng"), "\(titles)")
            // In a month: it is on the route, and would only be noise today.
            XCTAssertFalse(titles.contains("Biển báo mờ"), "\(titles)")
            let visit = try XCTUnwrap(below.first { $0.screen == .visit(open) })
            XCTAssertEqual(visit.title(story.words, times), "Chuyến thăm chưa xong")
            XCTAssertEqual(visit.detail(story.words), "Nhà Panh")
            let days = below.map(\.due.on)
            XCTAssertEqual(days, days.sorted())
        }
    }

    func testAFarmerHearsOfDaysToWaitBeforeHarvestHoweverMany() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { story, session in
            let (near, far) = (try await season(session.book, "Vườn nhà"), try await season(session.book, "Nương ngô"))
            try await sprayed(session.book, far, days: 14)
            try await sprayed(session.book, near, days: 5)
            let home = story.opens(Today.following(session))
            let today = try await story.sees(home.seen)
            XCTAssertNil(today.pressing(session.times.today), "what is to be waited for presses nobody")
            let below = today.dueBelow(session.times.today)
            XCTAssertEqual(below.map { $0.title(story.words, session.times) }, ["Còn 5 ngày cách ly", "Còn 14 ngày cách ly"])
            XCTAssertEqual(below.map(\.screen), [.steps(near), .steps(far)])
            XCTAssertTrue(try XCTUnwrap(below.last).detail(story.words).contains("Nương ngô"))
        }
    }

    func testAListThatCannotBeReadTakesTheWayToNoOther() async throws {
        let damaged = FieldbookError.storageDamaged(file: "book.sqlite", said: Wording(vi: "Sổ bị hỏng.", en: "The book is damaged."))
        var parts = Parts()
        let three = try await parts.read(0) { 3 }
        let none = try await parts.read([1]) { throw damaged }
        _ = try await parts.read(0) { throw missing("season") }
        XCTAssertEqual(three, 3)
        XCTAssertEqual(none, [1])
        XCTAssertEqual(parts.failure?.said[.vi], "Sổ bị hỏng.", "the first is told")
        let closed = FieldbookError.closed(said: Wording(vi: "Sổ đã đóng.", en: "The book is closed."))
        do {
            _ = try await parts.read(0) { throw closed }
            XCTFail("a closed book shows nothing at all")
        } catch {}
    }

    func testWhatIsDueIsToldAlsoWhereThisPhoneHasNoSeason() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let visit = try await session.book.documents.openVisit(NewVisit(name: "Nhà ông Panh")).id
            let home = story.opens(Today.following(session))
            let seen = try await story.sees(home.seen)
            XCTAssertEqual(seen.seasons.count, 0)
            XCTAssertEqual(seen.due.map(\.screen), [.visit(visit)])
            XCTAssertNil(seen.unread)
        }
    }

    func testNobodyIsAskedForASeasonThatIsClear() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { story, session in
            let home = story.opens(Today.following(session))
            session.begin(.record, try await story.sees(home.seen))
            XCTAssertEqual(session.way.here, .choose(.season))
            session.way.home()
            let only = try await season(session.book)
            session.begin(.record, try await story.sees(home.seen.flatMap { $0.seasons.isEmpty ? nil : $0 }))
            XCTAssertEqual(session.way.here, .steps(only))
            session.way.home()
            // Of two it is the one that was written in last.
            _ = try await season(session.book, "Vụ chiêm")
            let two = try await story.sees(home.seen.flatMap { $0.seasons.count == 2 ? $0 : nil })
            session.begin(.record, two)
            XCTAssertEqual(session.way.here, .choose(.season))
            session.way.home()
            session.memory.lastDocument = only
            session.begin(.record, two)
            XCTAssertEqual(session.way.here, .steps(only))
            session.way.home()
            session.begin(.harvest, two)
            XCTAssertEqual(session.way.here, .lots)
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

/// A visit of its own that found something, to be mended by a day.
private func pointed(_ book: Fieldbook, _ found: String, due: CivilDate) async throws -> DocId {
    let visit = try await book.documents.openVisit(NewVisit(name: "Nhà Inh")).doc.id
    let fields: [String: FieldValue] = [
        "found": .text(value: found), "corrective_action": "Sửa lại", "due_by": .date(value: due),
    ]
    _ = try await book.journal.record(NewFact(doc: visit, step: "nonconformity", fields: fields))
    return visit
}

/// A season with 2,5 tạ of wet rice.
func harvested(_ book: Fieldbook) async throws {
    let season = try await book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id
    let weight = RoledQuantity(role: .out, quantity: try parseQuantity("2,5 tạ"))
    _ = try await book.journal.record(NewFact(doc: season, step: "harvest", quantities: [weight]))
}
