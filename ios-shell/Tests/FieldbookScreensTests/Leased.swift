import Fieldbook
import FieldbookScreens
import XCTest

/// Enrolled, and synced once: the leases of stamps come with a sync.
@MainActor
func leased(
    _ name: String = "Lò Thị Mai", _ role: String = "manager", _ story: @MainActor (Story, Session) async throws -> Void
) async throws {
    try await enrolled(name, role) { told, session in
        try await session.book.synced()
        try await story(told, session)
    }
}

/// A lot of the organisation's product, with so many packs.
func packedLot(_ book: Fieldbook, _ name: String, packs: Int = 100) async throws -> DocId {
    let register = try await book.people.register()
    let product = try XCTUnwrap(register.products.first).id.uuidString.lowercased()
    let lot = try await book.documents.openLot(NewLot(name: name, product: product)).doc.id
    let out = RoledQuantity(role: .out, quantity: try parseQuantity("\(packs) gói"))
    _ = try await book.journal.record(NewFact(doc: lot, step: "pack", quantities: [out]))
    return lot
}

extension Story {
    /// Holds the camera over something until the story has seen what it wanted.
    func films(_ film: any Film, _ look: @escaping @Sendable (LumaFrame) -> Void, _ story: () async throws -> Void) async throws {
        phone.film = film
        let looking = Task { [phone] in await phone.camera.look(torch: false, look) }
        defer { looking.cancel() }
        try await story()
    }

    /// Asks for it, and waits until it is done.
    func does(_ work: Work, file: StaticString = #filePath, line: UInt = #line, _ ask: () -> Void) async {
        ask()
        await work.ended()
        XCTAssertNil(work.failure, file: file, line: line)
    }

    /// Asks for what is refused.
    func isRefused(
        _ work: Work, file: StaticString = #filePath, line: UInt = #line, _ ask: () -> Void
    ) async throws -> String {
        ask()
        await work.ended()
        return try XCTUnwrap(work.failure, file: file, line: line).told
    }
}

extension FieldbookError {
    /// All that a screen shows of it, in Vietnamese.
    var told: String {
        guard case .invalidInput(let reasons, _) = self else { return said[.vi] }
        return reasons.map { $0.said[.vi] }.joined(separator: " ")
    }
}
