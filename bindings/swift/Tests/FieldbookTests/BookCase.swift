import Fieldbook
import Foundation
import XCTest

/// How long a test waits for what must come: so long that only what never comes fails, however busy the machine is.
let patience: TimeInterval = 60
/// How far a moment that was just now may be from this one. Another unit would be decades off; a clock that is set while
/// the tests run, minutes.
let day: TimeInterval = 24 * 3600
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
        // Who lets a book go last may be one of its threads, and what it closes takes files away under who removes them.
        for _ in 0..<100 {
            try? FileManager.default.removeItem(at: folder)
            if !FileManager.default.fileExists(atPath: folder.path) { return }
            Thread.sleep(forTimeInterval: 0.02)
        }
        XCTFail("the folder is still there")
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
    func wait(for count: Int, file: StaticString = #filePath, line: UInt = #line) async throws -> [Value] {
        try await eventually { all.count >= count }
        XCTAssertGreaterThanOrEqual(all.count, count, file: file, line: line)
        return all
    }
}

/// Waits until it holds, or until there is no patience left: the caller then says what it lacks. The time since the
/// machine began, for its clock may be set meanwhile.
func eventually(isolation: isolated (any Actor)? = #isolation, _ holds: () throws -> Bool) async throws {
    let end = ProcessInfo.processInfo.systemUptime + patience
    while try !holds(), ProcessInfo.processInfo.systemUptime < end {
        try await Task.sleep(nanoseconds: 5_000_000)
    }
}
