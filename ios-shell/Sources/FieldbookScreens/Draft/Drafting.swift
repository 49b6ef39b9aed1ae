import Fieldbook
import Observation

/// Keeps what a form says in its draft's file: every answer before the thumb is at the next question.
@MainActor
final class Drafting {
    private let draft: Draft
    private let answers: @MainActor () -> [String: String]
    /// What the form says while nobody has touched it; nothing where also that is worth keeping.
    private let empty: [String: String]?
    private let onTouch: @MainActor () -> Void
    private var mark: Draft.Mark?
    private var finished = false
    private var unkept: [String: String]?
    private var keeping: Task<Void, Never>?

    init(
        _ draft: Draft, empty: [String: String]?, mark: Draft.Mark? = nil, touched onTouch: @escaping @MainActor () -> Void = {},
        _ answers: @escaping @MainActor () -> [String: String]
    ) {
        (self.draft, self.empty, self.mark, self.onTouch, self.answers) = (draft, empty, mark, onTouch, answers)
        follow()
    }

    /// Whether there is something to lose.
    var touched: Bool { !finished && answers() != empty }

    private func follow() {
        if finished { return }
        let now = withObservationTracking {
            answers()
        } onChange: { [weak self] in
            // Held from here on: what is answered in the same moment in which the person leaves is kept too.
            guard let self else { return }
            Task { @MainActor in
                self.onTouch()
                self.follow()
            }
        }
        keep(now)
    }

    /// What comes while one is written waits, and only the newest of it.
    private func keep(_ answers: [String: String]) {
        unkept = answers
        if keeping != nil { return }
        keeping = Task {
            while let answers = unkept {
                unkept = nil
                if mark == nil, answers == empty { await draft.forget() } else { await draft.keep(answers, after: mark) }
            }
            keeping = nil
        }
    }

    /// Saves the form, which answers nothing when nothing was written. A phone that dies between the book's answer and the end
    /// of the draft finds the mark in it, and does not save the same thing again.
    func save<Saved>(after entry: FactId?, _ write: @MainActor () async throws -> Saved?) async throws -> Saved? {
        let before = mark
        mark = Draft.Mark(entry: entry)
        keep(answers())
        await keeping?.value
        do {
            let saved = try await write()
            if saved != nil { await finish() } else { unmark(before) }
            return saved
        } catch {
            unmark(before)
            throw error
        }
    }

    private func unmark(_ before: Draft.Mark?) {
        mark = before
        keep(answers())
    }

    /// It is saved, or the person does not want it.
    func finish() async {
        finished = true
        unkept = nil
        await keeping?.value
        await draft.forget()
    }
}
