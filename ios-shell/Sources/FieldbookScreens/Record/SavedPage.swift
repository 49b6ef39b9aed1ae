import Fieldbook

/// An entry that is on the disk, and what the rules say of it.
public struct SavedPage: Sendable {
    public let entry: FactView
    public let step: Step?
    public let findings: [Finding]
    /// A harvest that this person may put into a lot.
    public let intoLot: Bool

    @MainActor
    public static func following(_ fact: FactId, in book: Fieldbook) -> Following<SavedPage> {
        Following { book.watch(.facts, read: { try await SavedPage(of: fact, in: $0) }) }
    }

    init(of fact: FactId, in book: Fieldbook) async throws {
        entry = try await book.journal.get(fact)
        step = await book.step(of: entry)
        findings = try await book.documents.findings(entry.doc.id).filter { $0.fact == fact }
        let mayMake = try await book.refusal(.document(kind: .lot)) == nil
        intoLot = entry.fact.kind == .harvest && mayMake
    }
}
