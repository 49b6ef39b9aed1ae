import Fieldbook

/// How a sync goes, whoever has begun it, or what ended the last one early.
public enum SyncState: Sendable, Equatable {
    /// One begun on a screen can be stopped there.
    case going(String, stoppable: Bool)
    case failed(FieldbookError)
    case ended(String, Tone)
    /// That all went well is said by what is no longer here.
    case quiet

    @MainActor
    public init(_ status: SyncStatus, _ syncing: Syncing, _ words: Words) {
        if syncing.work.running {
            self = .going(Self.going(syncing.progress, words), stoppable: true)
        } else if status.running {
            self = .going(status.waitingMs.map { Self.againIn($0, words) } ?? words.outbox.byItself, stoppable: false)
        } else if let failure = syncing.work.failure {
            self = .failed(failure)
        } else {
            self = Self.ended(syncing.ending ?? status.lastEnding, words)
        }
    }

    private static func going(_ progress: SyncProgress?, _ words: Words) -> String {
        if let waiting = progress?.waitingMs { return againIn(waiting, words) }
        guard let left = progress?.outbox, left > 0 else { return words.outbox.syncing }
        return words.outbox.left(count: Int(left))
    }

    /// Rounded up: nobody waits zero seconds.
    private static func againIn(_ waitingMs: UInt64, _ words: Words) -> String {
        words.outbox.againIn(count: Int((waitingMs + 999) / 1000))
    }

    private static func ended(_ ending: Ending?, _ words: Words) -> SyncState {
        switch ending {
        case .cancelled: .ended(words.outbox.stopped, .waiting)
        case .offline: .ended(words.home.offline, .waiting)
        case .some(.refused(let code)): .ended(sayEnding(.refused(code: code))[words.lang], .bad)
        case .complete, nil: .quiet
        }
    }
}

extension SyncStatus {
    /// The last one did not find the hub.
    public var endedOffline: Bool {
        guard case .offline = lastEnding else { return false }
        return true
    }

    /// When the hub last answered.
    @MainActor
    public func last(_ session: Session) -> String {
        let words = session.memory.words
        guard let lastSync else { return words.home.neverSynced }
        return words.home.lastSync(moment: session.times.moment(lastSync, words))
    }
}
