import Fieldbook

extension Fieldbook {
    /// The core's no to something, if it says no.
    nonisolated func refusal(_ deed: Deed) async throws(FieldbookError) -> FieldbookError? {
        do {
            try await people.may(deed)
            return nil
        } catch {
            guard case .notAllowed = error else { throw error }
            return error
        }
    }

    /// What this person's role lets them write, also only for others; the core asks again when it is saved.
    nonisolated func allows(_ step: Step) async throws(FieldbookError) -> Bool {
        for onBehalf in [false, true] {
            if try await refusal(.record(kind: step.kind, onBehalf: onBehalf)) == nil { return true }
        }
        return false
    }
}
