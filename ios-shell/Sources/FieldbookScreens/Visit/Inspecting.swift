import Fieldbook
import Observation

/// The visit itself: a form, and the file that it outlives the screen in.
@MainActor @Observable
public final class Inspecting {
    public private(set) var form: VisitForm?
    /// Why there is no form.
    public private(set) var failure: FieldbookError?
    public let work = Work()

    private let visit: DocId
    private let session: Session
    public private(set) var drafting: Drafting?

    public init(_ visit: DocId, session: Session) {
        (self.visit, self.session) = (visit, session)
    }

    /// Reads what the form is made of, and takes up what was answered before.
    public func begin() async {
        if form != nil { return }
        do {
            let book = session.book
            let document = try await book.documents.get(visit)
            let steps = await book.steps(of: document)
            guard let inspection = steps.first(where: { $0.code == Asked.inspection }) else { throw missing(Asked.inspection) }
            let visited = try await book.documents.visited(visit)
            let drafts = try await Drafts(of: book, in: session.device.folder)
            (form, drafting) = try await session.begun(
                .visit(visit), saving: work, marked: true,
                written: { [visit] in try await drafts.lastWritten(in: visit, Asked.inspection) }
            ) { VisitForm(document, steps: steps, visited: visited, inspection: inspection) }
        } catch {
            failure = known(error)
        }
    }

    /// A visit ends long after it began: there is time for a good fix. Who finishes it on a later day is elsewhere.
    public func findPlace() async {
        guard let form, form.fix == nil, form.begun.map(session.times.isToday) ?? true else { return }
        let fix = await session.fix(patience: .seconds(60))
        if let fix { form.fix = fix }
    }

    /// Whether there is a part to go back to; no way back while it is being saved.
    public func back() -> Bool {
        if work.running { return true }
        guard let form, let before = form.before else { return false }
        form.part = before
        return true
    }

    public func next() {
        guard let form, let after = form.after else { return }
        form.part = after
    }

    public func finish() {
        guard let form, let drafting else { return }
        work.start { [self] in
            let saved = try await drafting.save { try await form.finish(session) }
            guard let saved else { return }
            session.device.syncSoon()
            session.way.onTo(.saved(saved), from: .visit(visit))
        }
    }
}
