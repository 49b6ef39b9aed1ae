import Fieldbook
import Foundation
import XCTest

/// How long a test waits for what must come.
let patience: TimeInterval = 20
/// Port 9 is `discard`: nobody answers, as in a valley without signal.
let nobody = "http://127.0.0.1:9"

/// An empty folder for each test, and a hub of its own for each that asks for one.
class BookCase: XCTestCase {
    private(set) var folder = URL(fileURLWithPath: "/")
    private var running: Hub?

    override func setUpWithError() throws {
        folder = try emptyFolder()
    }

    override func tearDownWithError() throws {
        running?.stop()
        try FileManager.default.removeItem(at: folder)
    }

    func hub() throws -> Hub {
        if let running { return running }
        let hub = try Hub()
        running = hub
        return hub
    }

    func config(_ name: String = "book") -> Config {
        Config(dir: folder.appendingPathComponent(name).path)
    }

    /// Mai's book.
    func newBook() async throws -> Fieldbook {
        try await Fieldbook.create(config(), invitation: hub().mai, deviceName: "Điện thoại của Mai")
    }

    func newSeason(_ book: Fieldbook) async throws -> DocId {
        try await book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id
    }

    func assertRefused<Answer>(
        _ call: @autoclosure () async throws -> Answer,
        _ judge: (FieldbookError) -> Void,
        file: StaticString = #filePath, line: UInt = #line
    ) async {
        do {
            _ = try await call()
            XCTFail("not refused", file: file, line: line)
        } catch let error as FieldbookError {
            judge(error)
        } catch {
            XCTFail("another error: \(error)", file: file, line: line)
        }
    }
}

/// 2,5 tạ of wet rice.
func harvest(_ season: DocId, occurred: Moment? = nil, note: String = "Gặt ở ruộng Đặng, lúa ẩm") throws -> NewFact {
    NewFact(
        doc: season,
        step: "harvest",
        occurred: occurred,
        quantities: [RoledQuantity(role: .out, quantity: try parseQuantity("2,5 tạ"))],
        fields: ["moisture": 24.5],
        note: note)
}

/// What a listener on a thread of the library's heard.
final class Heard<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var values: [Value] = []

    var all: [Value] {
        lock.withLock { values }
    }

    func append(_ value: Value) {
        lock.withLock { values.append(value) }
    }

    /// Waits until so many were heard.
    func wait(for count: Int) async throws -> [Value] {
        let end = Date() + patience
        while all.count < count, Date() < end {
            try await Task.sleep(nanoseconds: 5_000_000)
        }
        XCTAssertGreaterThanOrEqual(all.count, count)
        return all
    }
}
