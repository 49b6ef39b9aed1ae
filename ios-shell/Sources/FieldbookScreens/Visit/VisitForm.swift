import Fieldbook
import Foundation
import Observation

/// A nonconformity being written down.
@MainActor @Observable
public final class PointForm: Identifiable {
    public let entry: EntryForm
    /// What it was found at, if it was one of the checklist's questions.
    public let question: String?

    init(_ entry: EntryForm, question: String?) {
        (self.entry, self.question) = (entry, question)
    }

    var touched: Bool {
        !entry.photos.isEmpty || entry.answers.contains { $0.key != Asked.found && trimmed($0.value) != nil }
    }
}

/// What is seen now of a nonconformity that was found before.
@MainActor @Observable
public final class RecheckForm: Identifiable {
    public let point: Nonconformity
    public let entry: EntryForm

    init(_ point: Nonconformity, _ entry: EntryForm) {
        (self.point, self.entry) = (point, entry)
    }

    /// What it is kept under.
    fileprivate var name: String { "recheck.\(point.id)" }

    /// `yes` or `no`; nothing while nobody has looked.
    public var mended: String? {
        get { entry.answers[Asked.mended] }
        set { entry.answers[Asked.mended] = newValue }
    }
}

/// A visit as a person fills it in: the checklist, what was found before, what is found now, the conclusion, a signature.
@MainActor @Observable
public final class VisitForm {
    public enum Part: String, CaseIterable, Sendable {
        case checklist, points, conclusion
    }

    public var part = Part.checklist
    public let inspection: EntryForm
    public let signature = Signature()
    public private(set) var points: [PointForm] = []
    public let rechecks: [RecheckForm]
    public let visited: Visited
    /// What is asked with a few words to answer with, and may be left out.
    public let questions: [StepField]
    /// What is left for the end.
    public let closing: [StepField]

    /// When it was first touched: that is when the visit was, also where it is finished from its draft on another day.
    var begun: Moment?
    /// Where the visit is, once the device knows.
    var fix: Fix?

    private let document: Document
    private let nonconformity: Step?

    init(_ document: Document, steps: [Step], visited: Visited, inspection: Step) {
        func step(_ code: String) -> Step? { steps.first { $0.code == code } }
        self.document = document
        self.visited = visited
        self.inspection = EntryForm(document: document, step: inspection)
        let nonconformity = step(Asked.nonconformity)
        self.nonconformity = nonconformity
        questions = inspection.fields.filter { $0.choices != nil && !$0.required }
        // Where each point has its own corrective action and day, they are not asked for all at once.
        closing = inspection.fields.filter { field in
            (field.choices == nil || field.required)
                && !(nonconformity != nil && [Asked.action, Asked.lookAgain].contains(field.code))
        }
        let recheck = step(Asked.recheck)
        rechecks = recheck.map { step in
            visited.nonconformities.filter { !$0.mended }.map { point in
                let entry = EntryForm(document: document, step: step)
                entry.answers[Asked.nonconformity] = point.id.uuidString.lowercased()
                return RecheckForm(point, entry)
            }
        } ?? []
    }

    public var answered: Int { questions.filter { inspection.answers[$0.code] != nil }.count }

    /// Older product groups know one corrective action for the whole visit, and no points.
    public var canHavePoints: Bool { nonconformity != nil }

    /// What it was answered with last time.
    public func before(_ question: StepField) -> Choice? {
        question.choices?.first { $0.code == visited.last?.fact.text(question.code) }
    }

    /// What was not met is a point to be written down; `label` is what it begins with.
    public func answer(_ question: StepField, _ code: String, label: String) {
        inspection.answers[question.code] = code
        let at = points.firstIndex { $0.question == question.code }
        if code == Asked.notMet, at == nil { addPoint(at: question.code, found: label) }
        if code != Asked.notMet, let at, !points[at].touched { points.remove(at: at) }
    }

    public func addPoint(at question: String? = nil, found: String = "") {
        guard let nonconformity else { return }
        let entry = EntryForm(document: document, step: nonconformity)
        if !found.isEmpty { entry.answers[Asked.found] = found }
        points.append(PointForm(entry, question: question))
    }

    public func remove(_ point: PointForm) {
        points.removeAll { $0 === point }
        if points.isEmpty { part = .checklist }
    }

    private var shown: [Part] { Part.allCases.filter { $0 != .points || !points.isEmpty } }

    /// The part before this one; nothing at the first.
    public var before: Part? { shown.last { $0.place < part.place } }
    public var after: Part? { shown.first { $0.place > part.place } }

    /// Writes it all down at once, or nothing of it, the visit's own entry last. Nothing when the rules find something that
    /// the person has not seen yet; it stands where it was found.
    func finish(_ session: Session) async throws -> FactId? {
        func looked(_ form: EntryForm) async throws -> NewFact? {
            (form.begun, form.fix) = (begun, fix)
            return try await form.looked(in: session.book, session.times)
        }
        var facts: [NewFact] = []
        part = .checklist
        for recheck in rechecks where recheck.mended != nil {
            guard let fact = try await looked(recheck.entry) else { return nil }
            facts.append(fact)
        }
        if !points.isEmpty { part = .points }
        for point in points {
            guard let fact = try await looked(point.entry) else { return nil }
            facts.append(fact)
        }
        part = .conclusion
        let signed = signature.empty ? nil : try await session.book.blobs.keepPhoto(session.device.jpeg(of: signature))
        if let signed { inspection.photos.append(signed) }
        // Refused: it may be signed anew. Saved: the form is done with.
        defer { inspection.photos.removeAll { $0 == signed } }
        guard let fact = try await looked(inspection) else { return nil }
        return try await session.book.journal.recordAll(facts + [fact]).last?.view.id
    }
}

extension VisitForm: Drafted {
    var kept: [String: String] {
        var kept: [String: String] = [:]
        inspection.keep(in: &kept, as: "inspection")
        if !signature.empty { kept["signature"] = signature.text }
        for (at, point) in points.enumerated() {
            kept["point.\(at)"] = point.question ?? ""
            point.entry.keep(in: &kept, as: "point.\(at)")
        }
        for recheck in rechecks where recheck.mended != nil { recheck.entry.keep(in: &kept, as: recheck.name) }
        return kept
    }

    var beside: [String: String] { keptBeside(begun, fix).merging(["part": part.rawValue]) { _, part in part } }

    func takeUp(_ kept: [String: String]) -> Bool {
        begun = kept["begun"].flatMap(Moment.init(rfc3339:))
        fix = kept["place"].flatMap(Fix.init(kept:))
        var fits = inspection.takeUp(kept, "inspection")
        if let signed = kept["signature"] { signature.read(signed) }
        for (at, question) in listed(kept, "point").enumerated() {
            addPoint(at: question.isEmpty ? nil : question)
            fits = fits && at < points.count && points[at].entry.takeUp(kept, "point.\(at)")
        }
        // Nobody had looked at the others yet. What somebody else has found mended since is no longer asked.
        for recheck in rechecks where kept.keys.contains(where: { $0.hasPrefix(recheck.name + ".") }) {
            fits = recheck.entry.takeUp(kept, recheck.name) && fits
        }
        part = kept["part"].flatMap(Part.init) ?? .checklist
        if part == .points, points.isEmpty { part = .checklist }
        return fits
    }
}

extension VisitForm.Part {
    fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension StepField {
    /// The few words that it is answered with, if it is.
    public var choices: [Choice]? {
        guard case .choice(let choices) = takes else { return nil }
        return choices
    }
}

extension EntryForm {
    /// A field that a nonconformity, or the look back at it, has besides its photo.
    public enum PointField: Sendable {
        case found, action, due
    }

    public func field(_ asked: PointField) -> StepField? {
        let code = switch asked {
        case .found: Asked.found
        case .action: Asked.action
        case .due: Asked.due
        }
        return step.fields.first { $0.code == code }
    }
}
