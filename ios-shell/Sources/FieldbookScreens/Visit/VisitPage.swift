import Fieldbook
import Foundation

/// A visit before it is begun and after it is finished, read at once.
public struct VisitPage: Sendable {
    public let document: Document
    public let visited: Visited
    /// The last inspection's step, as its own version of the group has it.
    public let lastStep: Step?
    /// What else can be written down here: a survey, a note.
    public let others: [Step]
    /// Entries of those, with their steps.
    public let entries: [(entry: FactView, step: Step?)]
    public let begun: Bool
    public let notAllowed: FieldbookError?

    @MainActor
    public static func following(_ visit: DocId, _ session: Session) -> Following<VisitPage> {
        let folder = session.device.folder
        return Following {
            session.book.watch(.facts, .documents, .catalog, read: { try await VisitPage(of: visit, in: $0, drafts: folder) })
        }
    }

    init(of visit: DocId, in book: Fieldbook, drafts folder: URL) async throws {
        let document = try await book.documents.get(visit)
        let visited = try await book.documents.visited(visit)
        (self.document, self.visited) = (document, visited)
        lastStep = if let last = visited.last { await book.step(of: last) } else { nil }
        others = await book.steps(of: document).filter { !Asked.steps.contains($0.code) }
        var entries: [(FactView, Step?)] = []
        for entry in try await book.journal.query(FactQuery(doc: visit, limit: 30)) where !Asked.steps.contains(entry.fact.step) {
            entries.append((entry, await book.step(of: entry)))
        }
        self.entries = entries
        begun = try await Drafts(of: book, in: folder).stands(.visit(visit))
        notAllowed = try await book.refusal(.record(kind: .inspect, onBehalf: false))
    }

    public var inspected: Bool { visited.inspections.contains { $0.doc.id == document.id } }

    /// What the button says.
    public func beginning(_ words: Words) -> String {
        begun ? words.visit.goOn : inspected ? words.visit.recheck : words.visit.start
    }

    /// The questions that were not met last time, in the words of then.
    public func notMet(_ lang: Lang) -> [String] {
        (lastStep?.fields ?? []).filter { visited.last?.fact.text($0.code) == Asked.notMet }.map { $0.label[lang] }
    }

    /// What the last visit came to; the code where a newer version of the group would be needed.
    public func conclusion(_ lang: Lang) -> String {
        let code = visited.last?.fact.text(Asked.conclusion)
        let field = lastStep?.fields.first { $0.code == Asked.conclusion }
        return field?.choices?.first { $0.code == code }?.name[lang] ?? code ?? ""
    }

    /// When the last visit was, and how much was not met.
    @MainActor
    public func lastSaid(_ session: Session) -> String {
        let words = session.memory.words
        let count = notMet(words.lang).count
        let counted = count == 0 ? nil : words.visit.notMet(count: count)
        let moment = visited.last.map { session.times.moment($0.fact.occurred, words) }
        return [moment, counted].compactMap(\.self).joined(separator: " · ")
    }

    /// What is to be done about all of it, where the group has no single points.
    public var action: String? { visited.last?.fact.text(Asked.action) }
    public var lookAgain: CivilDate? { visited.last?.fact.day(Asked.lookAgain) }
}

/// How long there is until a day that was agreed on.
public func dueSaid(_ due: CivilDate, _ words: Words, _ times: Times) -> (said: String, tone: Tone) {
    let days = times.days(until: due)
    if days < 0 { return (words.home.overdueBy(count: -days), .bad) }
    return days == 0 ? (words.home.dueToday, .warn) : (words.home.dueIn(count: days), .waiting)
}
