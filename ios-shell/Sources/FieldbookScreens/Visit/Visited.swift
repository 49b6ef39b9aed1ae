import Fieldbook

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

extension Nonconformity {
    public var id: FactId { entry.id }

    /// Those of the entry, and of the last look at it.
    public var photos: [BlobHash] { entry.fact.photos + (rechecks.first?.fact.photos ?? []) }
}

extension Visited {
    public var last: FactView? { inspections.first }
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
