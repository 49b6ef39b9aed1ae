import Fieldbook
import Foundation

/// What the product groups call a visit's steps and fields. What they are called on the screen, the groups say.
enum Asked {
    static let inspection = "inspect"
    static let conclusion = "conclusion"
    static let action = "corrective_action"
    static let lookAgain = "recheck_on"
    static let nonconformity = "nonconformity"
    static let found = "found"
    static let due = "due_by"
    static let recheck = "recheck"
    static let mended = "mended"
    /// The answer to a question that was not met.
    static let notMet = "no"

    static let steps = [inspection, nonconformity, recheck]
}

/// A nonconformity, and what became of it.
public struct Point: Sendable, Identifiable {
    public let entry: FactView
    public let found: String
    public let action: String
    public let mended: Bool
    /// The day agreed on last; none once it is mended.
    public let due: CivilDate?
    public let photos: [BlobHash]

    init(_ entry: FactView, looks: [FactView]) {
        let last = looks.max { $0.fact.occurred.date < $1.fact.occurred.date }?.fact
        self.entry = entry
        found = entry.fact.text(Asked.found) ?? ""
        action = entry.fact.text(Asked.action) ?? ""
        mended = last?.fields[Asked.mended] == .bool(value: true)
        due = mended ? nil : last?.day(Asked.due) ?? entry.fact.day(Asked.due)
        photos = entry.fact.photos + (last?.photos ?? [])
    }

    public var id: FactId { entry.id }
}

/// Everything that visits found at one place, over the years.
public struct Visited: Sendable {
    /// The newest first.
    public let inspections: [FactView]
    public let points: [Point]
    /// Crossed out ones too, by when they were written.
    private let written: [FactView]

    init(_ entries: [FactView]) {
        let counting = entries.filter { $0.voided == nil }.sorted { $0.fact.occurred.date > $1.fact.occurred.date }
        written = entries.filter { $0.fact.step == Asked.inspection }.sorted { $0.fact.recorded.date < $1.fact.recorded.date }
        inspections = counting.filter { $0.fact.step == Asked.inspection }
        let looks = Dictionary(grouping: counting.filter { $0.fact.step == Asked.recheck }) { look in
            look.fact.text(Asked.nonconformity).flatMap(UUID.init(uuidString:))
        }
        points = counting.filter { $0.fact.step == Asked.nonconformity }.map { Point($0, looks: looks[$0.id] ?? []) }
    }

    /// What this person wrote last on this phone of a visit: only that can have come of a draft of theirs. Whether it still
    /// counts does not matter, nor what came from another phone of theirs.
    func lastWritten(in visit: DocId, by me: Me) -> FactId? {
        written.last { $0.doc.id == visit && $0.fact.recorder == me.person && $0.fact.device == me.device }?.id
    }

    public var last: FactView? { inspections.first }
    public var open: [Point] { points.filter { !$0.mended } }

    /// The first day on which somebody is to look again.
    public var due: CivilDate? {
        (open.compactMap(\.due) + [last?.fact.day(Asked.lookAgain)].compactMap(\.self)).min()
    }
}

extension Document {
    /// What a visit is to; one to no season and no lot stands for itself.
    var subject: DocId { text("subject").flatMap(UUID.init(uuidString:)) ?? id }
}

extension Fieldbook {
    /// What was found where this visit goes, also by other visits and in the season's or lot's own book.
    nonisolated func visited(_ visit: Document) async throws -> Visited {
        let visits = try await documents.list(.visit).filter { $0.subject == visit.subject }.map(\.id)
        var found: [FactView] = []
        for doc in Set(visits + [visit.subject]) { found += try await inspections(in: doc) }
        return Visited(found)
    }

    /// All that was inspected, in one document or anywhere, however much it is.
    nonisolated func inspections(in doc: DocId? = nil) async throws -> [FactView] {
        var found: [FactView] = []
        while true {
            let offset = UInt32(found.count)
            let query = FactQuery(doc: doc, kind: .inspect, steps: Asked.steps, limit: 200, offset: offset)
            let page = try await journal.query(query)
            found += page
            if page.count < 200 { return found }
        }
    }
}

extension Fact {
    func text(_ field: String) -> String? {
        guard case .text(let text) = fields[field] else { return nil }
        return text
    }

    func day(_ field: String) -> CivilDate? {
        guard case .date(let day) = fields[field] else { return nil }
        return day
    }
}
