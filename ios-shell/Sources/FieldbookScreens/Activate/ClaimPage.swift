import Fieldbook

/// An activation with its lot, those in its way, what happened to it and what is to be done.
public struct ClaimPage: Sendable {
    /// Another activation of the same stamps; without a lot, one of a phone that has sent nothing here.
    public struct Contender: Sendable {
        public let rival: Rival
        public let lot: String?
    }

    public let claim: Claim
    /// All stamps that it names, also those that do not stand.
    public let named: [StampSpan]
    public let lot: String
    public let rivals: [Contender]
    /// The oldest first.
    public let events: [ClaimEvent]
    public let task: BookTask?

    /// As it is shown.
    public var state: ClaimState { task?.shown ?? claim.state }

    /// Those in its way have lines of their own, which name their lots.
    public var findings: [Finding] { claim.findings.filter { $0.code != .rangeOverlap || rivals.isEmpty } }

    @MainActor
    public static func following(_ claim: FactId, in book: Fieldbook) -> Following<ClaimPage> {
        Following { book.watch(.claims, .facts, read: { try await ClaimPage(of: claim, in: $0) }) }
    }

    init(of id: FactId, in book: Fieldbook) async throws {
        let claim = try await book.stamps.claim(id)
        var rivals: [Contender] = []
        for rival in claim.rivals { rivals.append(Contender(rival: rival, lot: try await book.lot(of: rival))) }
        self.claim = claim
        self.rivals = rivals
        named = try await book.journal.get(id).fact.stamps
        lot = try await book.documents.get(claim.lot).name
        events = try await book.stamps.claimHistory(id)
        task = try await book.tasks.list().first { $0.claim == id }
    }
}

extension Fieldbook {
    /// The name of the lot that wants the same stamps, where this book has it.
    fileprivate nonisolated func lot(of rival: Rival) async throws(FieldbookError) -> String? {
        do {
            return try await documents.get(stamps.claim(rival.claim).lot).name
        } catch {
            guard case .notFound = error else { throw error }
            return nil
        }
    }
}

/// The step of every product group by which damaged stamps are reported.
public let voidStamps = "void_stamps"

extension ClaimEvent {
    /// What happened, and who did it.
    public func title(_ words: Words) -> String {
        let somebody = words.activate.somebody
        switch what {
        case .made(_, let name): return words.activate.made(person: name ?? somebody)
        case .rescanned(_, _, let name, let stamps, _, _):
            return words.activate.rescanned(person: name ?? somebody, stamps: said(stamps))
        case .withdrawn(_, let name, _): return words.activate.withdrawn(person: name ?? somebody)
        case .judged(_, _, _, let ruling):
            if let ruling { return ruling.keeps ? words.activate.ruledFor : words.activate.ruledAgainst }
            return words.activate.judged(state: state.map { claimStateName($0)[words.lang] } ?? "")
        }
    }

    /// When, and what was said of it.
    @MainActor
    public func detail(_ session: Session) -> String {
        let moment = session.times.moment(at, session.memory.words)
        let note: String? =
            switch what {
            case .withdrawn(_, _, let reason): reason
            case .judged(_, _, _, let ruling): ruling?.note
            case .made, .rescanned: nil
            }
        return [moment, note].compactMap(\.self).joined(separator: " · ")
    }

    /// The entry that says more of it.
    public var fact: FactId? {
        guard case .rescanned(let fact, _, _, _, _, _) = what else { return nil }
        return fact
    }

    public var tone: Tone? {
        guard case .judged = what else { return nil }
        return state?.tone
    }
}

/// Something about an activation of stamps that waits for a person, with the lot's name.
public struct StampTask: Sendable, Identifiable {
    public let task: BookTask
    public let lot: String

    public var id: FactId { task.claim }

    /// How it stands, and since when.
    @MainActor
    public func standing(_ session: Session) -> String {
        let words = session.memory.words
        let since = task.since.map { words.activate.since(moment: session.times.moment($0, words)) }
        return [claimStateName(task.shown)[words.lang], since].compactMap(\.self).joined(separator: " · ")
    }

    @MainActor
    public static func following(_ book: Fieldbook) -> Following<[StampTask]> {
        Following {
            book.watch(.claims, .facts, read: { book in
                var tasks: [StampTask] = []
                for task in try await book.tasks.list() {
                    tasks.append(StampTask(task: task, lot: try await book.documents.get(task.lot).name))
                }
                return tasks
            })
        }
    }
}
