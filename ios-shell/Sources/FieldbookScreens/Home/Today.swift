import Fieldbook

/// Everything that the first screen shows, read at once.
public struct Today: Sendable {
    public let me: Me
    public let sync: SyncStatus
    public let outbox: OutboxCounts
    /// What was saved of a damaged book, until somebody has read it.
    public let rescue: Rescue?
    public let conflicts: Int
    public let tasks: [BookTask]
    /// This person's last entry, which "như lần trước" repeats, and its step.
    public let last: FactView?
    public let lastStep: Step?
    public let use: DayUse?

    /// How many things only a person can settle.
    public var needsYou: Int { Int(outbox.stuck) + conflicts + tasks.count + (rescue == nil ? 0 : 1) }

    /// There is something to send, or nobody knows whether there is.
    public var worthASync: Bool { outbox.open + sync.freight > 0 || sync.lastSync == nil }

    /// The first screen's view, now and after every change.
    @MainActor
    public static func following(_ book: Fieldbook) -> Following<Today> {
        Following { book.watch(.facts, .documents, .claims, .outbox, read: Today.init(of:)) }
    }

    init(of book: Fieldbook) async throws {
        me = try await book.people.me()
        let recent = try await book.journal.query(FactQuery(standing: true, limit: 20))
        last = recent.first { [me] in $0.fact.recorder == me.person }
        lastStep = if let last { await book.step(of: last) } else { nil }
        sync = try await book.sync.status()
        outbox = try await book.sync.outboxCounts()
        rescue = try await book.rescue()
        conflicts = try await book.journal.conflicts().count
        tasks = try await book.tasks.list()
        use = try await book.sync.usage(1).first
    }
}

/// What can be begun on the first screen.
public enum Beginning: Sendable, Hashable, CaseIterable {
    case record, harvest, scan, visit

    /// The same four for everybody, what each does most first: a tile's place is learnt once.
    public static func all(for roles: [Role]) -> [Beginning] {
        roles.contains(.officer) || roles.contains(.inspector) ? [.visit, .record, .harvest, .scan]
            : roles.contains(.manager) ? [.scan, .harvest, .record, .visit]
            : [.record, .harvest, .scan, .visit]
    }

    public var screen: Screen {
        switch self {
        case .record: .choose(.season)
        case .harvest: .lots
        case .scan: .scan
        case .visit: .visits
        }
    }
}
