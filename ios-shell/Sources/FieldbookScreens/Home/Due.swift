import Fieldbook

/// Something with a day to it, and where the person sees to it.
public struct DueHere: Sendable {
    /// How far ahead the first screen looks: what is due later is on the route.
    private static let aheadDays = 7
    /// Days to wait before harvest are told from the spraying on; labels ask for 45 at most.
    private static let waitDays = 60

    public let due: Due
    public let screen: Screen

    /// What is to be waited for presses nobody.
    public var waits: Bool {
        if case .harvest = due.what { true } else { false }
    }

    /// What is overdue, due today or in the next days, the first first.
    static func all(in book: Fieldbook, _ times: Times) async throws -> [DueHere] {
        let soon = times.day(in: aheadDays)
        var all: [DueHere] = []
        for due in try await book.tasks.due(times.day(in: waitDays)) {
            all.append(DueHere(due: due, screen: try await screen(of: due, in: book)))
        }
        return all.filter { $0.waits || $0.due.on <= soon }
    }

    private static func screen(of due: Due, in book: Fieldbook) async throws -> Screen {
        guard let doc = due.doc else { return .stampLot }
        switch due.what {
        case .visit: return .visit(doc)
        case .harvest: return .steps(doc)
        case .mend, .lookAgain, .lease: return try await book.documents.visited(doc).visits.first.map(Screen.visit) ?? .visits
        }
    }

    public func title(_ words: Words, _ times: Times) -> String {
        switch due.what {
        case .mend(_, let found): found
        case .lookAgain: words.visit.recheck
        case .harvest: words.harvest.daysLeft(count: times.days(until: due.on))
        case .visit: words.home.visitOpen
        case .lease: words.home.stampsEnd
        }
    }

    /// Where it is; what the title does not say, in the core's sentence.
    public func detail(_ words: Words) -> String {
        switch due.what {
        case .harvest, .lease: due.said[words.lang]
        case .mend, .lookAgain, .visit: due.name
        }
    }

    public var icon: String {
        switch due.what {
        case .mend: Icons.nonconformity
        case .lookAgain: Icons.again
        case .visit: Icons.visit
        case .harvest: Icons.preHarvest
        case .lease: Icons.activate
        }
    }
}
