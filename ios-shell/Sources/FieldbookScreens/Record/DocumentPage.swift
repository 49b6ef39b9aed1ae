import Fieldbook

/// A season, lot or visit with what can be written down in it, and what was.
public struct DocumentPage: Sendable {
    public let document: Document
    public let steps: [Step]
    public let entries: [FactView]

    @MainActor
    public static func following(_ doc: DocId, in book: Fieldbook) -> Following<DocumentPage> {
        Following { book.watch(.facts, .documents, .catalog, read: { try await DocumentPage(of: doc, in: $0) }) }
    }

    init(of doc: DocId, in book: Fieldbook) async throws {
        document = try await book.documents.get(doc)
        var allowed: [Step] = []
        for step in await book.steps(of: document) where try await book.allows(step) { allowed.append(step) }
        steps = allowed
        entries = try await book.journal.query(FactQuery(doc: doc, limit: 30))
    }
}
