import Fieldbook
import Foundation
import XCTest

final class WatchTests: BookCase {
    func testAWatchRingsAtOnceAndAfterAChange() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        var rings = try book.watch(.facts).makeAsyncIterator()
        let first = await rings.next()
        XCTAssertEqual(first, .facts)
        _ = try await book.journal.record(harvest(season))
        let second = await rings.next()
        XCTAssertEqual(second, .facts)
    }

    func testRingsNobodyHasTakenAreOne() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        let stream = try book.watch(.facts)
        for _ in 0..<20 { _ = try await book.journal.record(harvest(season)) }
        try await rung(book)
        try await book.shutdown() // ends the stream after what it holds
        let count = await stream.reduce(0) { count, _ in count + 1 }
        XCTAssertEqual(count, 1)
    }

    func testAfterACancelNoRingComesAndTheBookLetsGo() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        let heard = Heard<Topic>()
        let stream = try book.watch(.facts)
        let listening = Task { for await topic in stream { heard.append(topic) } }
        _ = try await heard.wait(for: 1)
        listening.cancel()
        await listening.value
        let before = heard.all.count
        _ = try await book.journal.record(harvest(season))
        try await rung(book)
        XCTAssertEqual(heard.all.count, before)
    }

    func testValuesFollowTheBook() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        var counts = book.watch(.facts, .documents) { try await $0.journal.query(FactQuery()).count }.makeAsyncIterator()
        let empty = try await counts.next()
        XCTAssertEqual(empty, 0)
        _ = try await book.journal.record(harvest(season))
        var count = try await counts.next()
        while count == 0 { count = try await counts.next() } // the other topic's first ring
        XCTAssertEqual(count, 1)
    }

    /// A ring of one topic must not be lost in a ring of another.
    func testEachTopicHasItsOwnRings() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        let heard = Heard<Topic>()
        let streams = [try book.watch(.documents), try book.watch(.facts)]
        try await rung(book)
        _ = try await newSeason(book)
        _ = try await book.journal.record(harvest(season))
        try await rung(book) // nobody listens yet
        let listening = streams.map { stream in Task { for await topic in stream { heard.append(topic) } } }
        let topics = try await heard.wait(for: 2)
        XCTAssertEqual(Set(topics), [.documents, .facts])
        listening.forEach { $0.cancel() }
    }

    func testWhatCannotBeReadEndsTheValuesWithItsError() async throws {
        let book = try await newBook()
        do {
            for try await _ in book.watch(.facts, read: { try await $0.journal.get(UUID()) }) { XCTFail("read nothing") }
            XCTFail("ended well")
        } catch FieldbookError.notFound {
        }
    }

    func testValuesWaitWhileTheBookIsPausedAndAreReadAgainAfterwards() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        try await book.pause()
        let heard = Heard<Int>()
        let reading = Task {
            for try await count in book.watch(.facts, read: { try await $0.journal.query(FactQuery()).count }) {
                heard.append(count)
            }
        }
        // Too short a time would hide a mistake, and never make one.
        try await Task.sleep(nanoseconds: 200_000_000)
        XCTAssertEqual(heard.all, [], "a paused book is not read")
        try await book.resume()
        _ = try await heard.wait(for: 1)
        _ = try await book.journal.record(harvest(season))
        try await eventually { heard.all.last == 1 }
        XCTAssertEqual(heard.all.first, 0)
        XCTAssertEqual(heard.all.last, 1)
        try await book.shutdown()
        try await reading.value // a book that is shut down ends what watches it
    }

    func testAClosedBookEndsWhoWatchesIt() async throws {
        let book = try await newBook()
        let stream = try book.watch(.facts)
        let heard = Heard<Topic>()
        let listening = Task { for await topic in stream { heard.append(topic) } }
        _ = try await heard.wait(for: 1)
        try await book.shutdown()
        await listening.value
        XCTAssertEqual(heard.all, [.facts])
        let late = try book.watch(.facts)
        for await _ in late { XCTFail("a closed book rings nobody") }
    }

    func testAListenerMayCallBackAndMayThrow() async throws {
        final class Asks: Listener {
            let book: BlockingFieldbook
            let heard = Heard<Int>()
            init(_ book: BlockingFieldbook) { self.book = book }
            func ring(topic: Topic) throws {
                heard.append(try book.journal().query(query: FactQuery()).count)
                throw CocoaError(.featureUnsupported) // a listener's own mistake
            }
        }
        let book = try await newBook()
        let season = try await newSeason(book)
        let asks = Asks(book.blocking)
        let place = try book.blocking.watch(topic: .facts, listener: asks)
        _ = try await asks.heard.wait(for: 1)
        _ = try await book.journal.record(harvest(season))
        let counts = try await asks.heard.wait(for: 2)
        XCTAssertEqual(counts.last, 1)
        place.cancel()
    }

    /// Waits until every ring that was due has been given: all come from one thread, one round after another, so that a
    /// listener who comes later and hears a second round's ring comes after all of the first's.
    private func rung(_ book: Fieldbook) async throws {
        final class Hears: Listener {
            let heard = Heard<Topic>()
            func ring(topic: Topic) { heard.append(topic) }
        }
        for _ in 0..<2 {
            let hears = Hears()
            let place = try book.blocking.watch(topic: .facts, listener: hears)
            _ = try await hears.heard.wait(for: 1)
            place.cancel()
        }
    }
}
