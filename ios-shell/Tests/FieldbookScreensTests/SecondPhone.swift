import Fieldbook
import Foundation
import XCTest

/// Somebody else's phone in the same cooperative, of which only the book is needed.
@MainActor
func secondPhone(_ name: String, _ role: String, of hub: Hub, _ story: @MainActor (Fieldbook) async throws -> Void) async throws {
    let folder = try emptyFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let config = Config(dir: folder.path)
    let book = try await Fieldbook.create(config, invitation: hub.invites(name, role).text, deviceName: "Máy của " + name)
    try await story(book)
    try await book.shutdown()
}

extension Fieldbook {
    /// Sends and fetches everything; two times, so that what the first sent is confirmed too.
    nonisolated func synced(over link: LinkKind? = .unmetered) async throws {
        for _ in 1...2 {
            let report = try await sync.run(SyncOptions(failuresMax: 3, link: link))
            XCTAssertEqual(report.ending, .complete)
        }
    }
}
