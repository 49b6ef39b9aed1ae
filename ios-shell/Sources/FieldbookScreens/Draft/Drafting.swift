import Fieldbook
import Foundation
import Observation

/// Keeps what a form says in its draft's file: every answer before the thumb is at the next question.
@MainActor @Observable
public final class Drafting {
    /// What the book holds of a form's kind: it differs once a save has reached the book. It must not hold the screen, which
    /// holds this: such forms would never go.
    typealias Written = @MainActor () async throws -> String?

    public private(set) var leftAt: Date?
    public private(set) var leaving = false
    /// What is left of one before, that fits no more; nothing where there is none.
    public private(set) var aside: Aside?

    /// Its screen holds both; the form may be the screen's own model.
    @ObservationIgnored private weak var form: (any Drafted)?
    private let draft: Draft
    private let (screen, session): (Screen, Session)
    private let saving: Work
    private let written: Written
    /// What the form says while nobody has touched it.
    private let empty: [String: String]
    /// Its mark is no sign that it is being saved. Untouched it is nothing to keep all the same: a visit that was looked at in
    /// the office in the evening was not made there and then.
    private let marked: Bool
    @ObservationIgnored private var mark: Draft.Mark?
    @ObservationIgnored private var finished = false
    @ObservationIgnored private var unkept: [String: String]?
    @ObservationIgnored private var keeping: Task<Void, Never>?
    /// What else ends with the draft, however it ends: saved, thrown away, or found in the book after a save that was cut. It
    /// must not hold the form, which holds this.
    @ObservationIgnored var ending: @MainActor () -> Void = {}

    init(
        _ form: any Drafted, in draft: Draft, of screen: Screen, on session: Session, saving: Work, empty: [String: String],
        marked: Draft.Mark?, leftAt: Date?, aside: Aside?, written: @escaping Written
    ) {
        (self.form, self.draft, self.screen, self.session, self.saving) = (form, draft, screen, session, saving)
        (self.empty, self.leftAt, self.aside, self.written) = (empty, leftAt, aside, written)
        (self.marked, mark) = (marked != nil, marked)
        follow(form)
    }

    /// Whether there is something to lose.
    var touched: Bool { !finished && form?.kept != empty }

    /// Nobody begins anew what is being saved.
    public var busy: Bool { saving.running }

    private func follow(_ form: any Drafted) {
        if finished { return }
        let (said, beside) = withObservationTracking {
            (form.kept, form.beside)
        } onChange: { [weak form] in
            // The form holds this, and not the other way round: a recording that ends when its screen is gone, and what is
            // answered in the same moment in which the person leaves, are kept too.
            guard let form else { return }
            Task { @MainActor in
                form.begun = self.touched ? form.begun ?? self.session.times.moment : nil
                self.follow(form)
            }
        }
        keep(said, beside)
    }

    /// What comes while one is written waits, and only the newest of it.
    private func keep(_ said: [String: String], _ beside: [String: String]) {
        let worthless = said == empty && (marked || mark == nil)
        unkept = worthless ? [:] : said.merging(beside) { said, _ in said }
        if keeping != nil { return }
        keeping = Task {
            while let answers = unkept {
                unkept = nil
                if answers.isEmpty { await draft.forget() } else { await draft.keep(answers, after: mark) }
            }
            keeping = nil
        }
    }

    /// Saves the form, which answers nothing when nothing was written. A phone that dies between the book's answer and the end
    /// of the draft finds the mark in it, and does not save the same thing again. Nor does who ended the save too late.
    func save<Saved: Sendable>(_ write: @MainActor () async throws -> Saved?) async throws -> Saved? {
        // Saved already, and then something else went wrong.
        if finished { return nil }
        let before = mark
        let last = try await written()
        setMark(Draft.Mark(last: last))
        await keeping?.value
        do {
            let saved = try await write()
            if saved != nil { await finish() } else { setMark(before) }
            return saved
        } catch {
            guard Task.isCancelled else {
                setMark(before)
                throw error
            }
            try await settle(before, last)
            return nil
        }
    }

    /// After a save without an answer. Where the book holds it all the same, saving again would write it twice. A book that does
    /// not even say that leaves the mark: it is asked when the form is taken up again.
    private func settle(_ before: Draft.Mark?, _ last: String?) async throws {
        // A question of its own: the task that was ended asks nothing any more.
        if try await Task(operation: written).value == last { return setMark(before) }
        await finish()
        session.way.back(from: screen)
    }

    private func setMark(_ new: Draft.Mark?) {
        mark = new
        if let form { keep(form.kept, form.beside) }
    }

    func leave() {
        if saving.running { return }
        if leaving {
            leaving = false
        } else if touched {
            leaving = true
        } else {
            session.way.back()
        }
    }

    func later() {
        session.way.back(from: screen)
    }

    func drop() async {
        await finish()
        session.way.back(from: screen)
    }

    func anew() async {
        leftAt = nil
        _ = form?.takeUp(empty)
    }

    /// The person has read what is left of the one before, and heard what they said for it.
    public func dropAside() async {
        await draft.forgetAside()
        aside?.voices.forEach(Recordings(in: session.device.folder).forget)
        aside = nil
    }

    /// It is saved, or the person does not want it.
    func finish() async {
        finished = true
        unkept = nil
        await keeping?.value
        await draft.forget()
        ending()
    }
}

extension Session {
    /// The form of a screen: as it was left, or a new one. One that is `marked` from the start was begun after what the book
    /// holds of its kind, and falls when there is more of it.
    func begun<Form: Drafted>(
        _ screen: Screen, saving: Work, marked: Bool = false, written: @escaping Drafting.Written,
        new: @MainActor () async throws -> Form
    ) async throws -> (form: Form, drafting: Drafting) {
        let draft = try await Drafts(of: book, in: device.folder).of(screen)
        var form = try await new()
        let empty = form.kept
        let since = await draft.since
        let last = try await written()
        var leftAt: Date?
        if let kept = await draft.standing(after: last) {
            if form.takeUp(kept) {
                // What is written down of it is of then.
                leftAt = form.begun?.date ?? since
            } else {
                await draft.setAside()
                form = try await new()
                _ = form.takeUp(empty)
            }
        }
        let drafting = Drafting(
            form, in: draft, of: screen, on: self, saving: saving, empty: empty,
            marked: marked ? Draft.Mark(last: last) : nil, leftAt: leftAt, aside: await draft.aside, written: written)
        return (form, drafting)
    }
}
