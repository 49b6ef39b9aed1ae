import Fieldbook

/// Everything that the first screen shows, read at once.
public struct Today: Sendable {
    public let me: Me
    public let sync: SyncStatus
    public let outbox: OutboxCounts
    /// What was saved of a damaged book, until somebody has read it.
    public let rescue: Rescue?
    public let conflicts: Int
    /// What the person of this phone can do about stamps; what waits for others is not theirs to be told of here.
    public let tasks: [BookTask]
    /// This person's last entry, which "như lần trước" repeats, and its step.
    public let last: FactView?
    public let lastStep: Step?
    public let use: DayUse?
    /// The newest first.
    public let seasons: [Document]
    public let due: [DueHere]
    /// Why a part of this is missing: a list that cannot be read must not take the way to the others.
    public let unread: FieldbookError?

    /// How many things only a person can settle.
    public var needsYou: Int { Int(outbox.stuck) + conflicts + tasks.count + (rescue == nil ? 0 : 1) }

    /// There is something to send, or nobody knows whether there is.
    public var worthASync: Bool { outbox.waits(sync) || sync.lastSync == nil }

    /// Nothing was recorded here yet, and the hub never met: the strip says what it is for.
    public var isFirstDay: Bool { outbox.all + outbox.received + sync.freight == 0 && sync.lastSync == nil }

    /// Where the next entry most likely belongs: the season that was written in last, or the only one.
    public func season(_ last: DocId?) -> Document? {
        seasons.first { $0.id == last } ?? (seasons.count == 1 ? seasons.first : nil)
    }

    /// What cannot wait: it is seen before anything is begun.
    public func pressing(_ today: CivilDate) -> DueHere? { due.first { !$0.waits && $0.due.on <= today } }

    /// The rest, of which the person is told below.
    public func dueBelow(_ today: CivilDate) -> [DueHere] {
        let above = due.firstIndex { !$0.waits && $0.due.on <= today }
        return due.enumerated().filter { $0.offset != above }.map(\.element)
    }

    /// The first screen's view, now and after every change.
    @MainActor
    public static func following(_ session: Session) -> Following<Today> {
        Following { [times = session.times] in
            session.book.watch(.facts, .documents, .claims, .outbox, read: { try await Today(of: $0, times) })
        }
    }

    init(of book: Fieldbook, _ times: Times) async throws {
        let me = try await book.people.me()
        self.me = me
        sync = try await book.sync.status()
        outbox = try await book.sync.outboxCounts()
        rescue = try await book.rescue()
        var parts = Parts()
        conflicts = try await parts.read(0) { try await book.journal.conflicts().count }
        tasks = try await parts.read([]) { try await book.tasks.list().filter { $0.kind != .wait && $0.hindrance == nil } }
        last = try await parts.read(nil) {
            try await book.journal.query(FactQuery(standing: true, limit: 20)).first { $0.fact.recorder == me.person }
        }
        lastStep = if let last { await book.step(of: last) } else { nil }
        use = try await parts.read(nil) { try await book.sync.usage(1).first }
        // After the counts: a screen that counts a season among what waits leads to it.
        seasons = try await parts.read([]) { try await book.documents.list(.season) }
        due = try await parts.read([]) { try await DueHere.all(in: book, times) }
        unread = parts.failure
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

extension Session {
    /// Nobody is asked for a season that is clear.
    public func begin(_ beginning: Beginning, _ today: Today) {
        let season = beginning == .record ? today.season(memory.lastDocument) : nil
        way.to(season.map { .steps($0.id) } ?? beginning.screen)
    }
}
