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
    /// Where the visit is, once the device knows.
    private var place: Place?
    @ObservationIgnored private var drafting: Drafting?
    /// What this person had written last of this visit when it was begun.
    private var after: FactId?

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
            let made = VisitForm(document, steps: steps, visited: visited, inspection: inspection)
            let drafts = try await Drafts(of: book, in: session.device.folder)
            let draft = drafts.of(.visit(visit))
            after = try await drafts.lastWritten(in: visit, Asked.inspection)
            if let kept = await draft.standing(after: after) { made.takeUp(kept) }
            form = made
            drafting = Drafting(
                draft, empty: nil, mark: Draft.Mark(entry: after), touched: { [times = session.times] in made.touched(times.moment) }
            ) { made.kept }
        } catch {
            failure = known(error)
        }
    }

    /// A visit ends long after it began: there is time for a good fix. Who finishes it on a later day is elsewhere.
    public func findPlace() async {
        if let begun = form?.begun, !session.times.isToday(begun) { return }
        place = await session.device.places.here(patience: .seconds(60))
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
            let saved = try await drafting.save(after: after) { try await form.finish(session, at: place) }
            guard let saved else { return }
            session.device.syncSoon()
            session.way.onTo(.saved(saved), from: .visit(visit))
        }
    }
}
