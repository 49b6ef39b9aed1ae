import Fieldbook
import FieldbookScreens
import XCTest

final class BackgroundTests: XCTestCase {
    func testABookThatSleepsIsOpenedForASyncAndSleepsAgain() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { story, session in
            try await harvested(session.book)
            try await session.book.pause()
            let sent = await syncInBackground(story.opening, device: story.phone) { false }
            XCTAssertTrue(sent)
            try await sleeps(session.book)
            try await session.book.resume()
            let waiting = try await session.book.sync.status().outbox
            XCTAssertEqual(waiting, 0)
        }
    }

    func testAProcessStartedForASyncLeavesNoFileOpen() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { story, session in
            try await harvested(session.book)
            try await session.book.shutdown()
            let opening = Opening(device: story.phone)
            let sent = await syncInBackground(opening, device: story.phone) { true }
            XCTAssertTrue(sent)
            let book = try XCTUnwrap(opening.book)
            try await sleeps(book)
            try await book.shutdown()
        }
    }

    func testAPhoneThatIsNotEnrolledHasNothingToSync() async throws {
        try await onPhone { story in
            let sent = await syncInBackground(story.opening, device: story.phone) { true }
            XCTAssertFalse(sent)
        }
    }
}

private func sleeps(_ book: Fieldbook) async throws {
    do {
        _ = try await book.sync.status()
        XCTFail("the file is open")
    } catch {
        guard case .closed = error else { throw error }
    }
}
