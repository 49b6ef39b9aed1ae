import Fieldbook
import Foundation

/// A season, lot or visit with what can be written down in it, and what was.
public struct DocumentPage: Sendable {
    public let document: Document
    /// Those that this person can write down in it.
    public let steps: [Step]
    public let entries: [FactView]
    /// What this person has begun to write in it and not saved.
    public let begun: [Screen]
    private let all: [Step]
    private let notTaken: [FactId: [NotTaken]]

    @MainActor
    public static func following(_ doc: DocId, _ session: Session) -> Following<DocumentPage> {
        let folder = session.device.folder
        return Following {
            session.book.watch(.facts, .documents, .catalog, .outbox, read: { try await DocumentPage(of: doc, in: $0, drafts: folder) })
        }
    }

    init(of doc: DocId, in book: Fieldbook, drafts folder: URL) async throws {
        document = try await book.documents.get(doc)
        var allowed: [Step] = []
        all = await book.steps(of: document)
        for step in all where try await book.allows(step) { allowed.append(step) }
        steps = allowed
        entries = try await book.journal.query(FactQuery(doc: doc, limit: 30))
        notTaken = try await book.notTaken()
        let drafts = try await Drafts(of: book, in: folder)
        var begun: [Screen] = []
        for screen in drafts.kept() {
            guard case .entry(doc, let step, _, _) = screen, allowed.contains(where: { $0.code == step }) else { continue }
            if try await drafts.stands(screen) { begun.append(screen) }
        }
        self.begun = begun.sorted { $0.path < $1.path }
    }

    /// What a form that was begun is of.
    public func step(of begun: Screen) -> Step? {
        guard case .entry(_, let code, _, _) = begun else { return nil }
        return all.first { $0.code == code }
    }

    /// What an entry is of, also where only others may write it.
    public func step(of entry: FactView) -> Step? { all.first { $0.code == entry.fact.step } }

    /// What of an entry the hub holds or has refused.
    public func notTaken(of entry: FactView) -> [NotTaken] { notTaken[entry.id] ?? [] }

    /// Where a step is written down: stamps are activated by sheets and ranges, on a screen of their own.
    public func screen(of step: Step) -> Screen {
        step.kind == .activate ? .activate(document.id) : .entry(document.id, step: step.code)
    }
}
