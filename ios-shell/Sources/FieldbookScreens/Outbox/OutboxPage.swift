import Fieldbook
import Observation

/// What of this phone the hub does not have or does not count, as much as is shown at once.
public struct OutboxPage: Sendable {
    public let items: [OutboxItem]
    public let counts: OutboxCounts
    public let status: SyncStatus
    /// Photos that wait for Wi-Fi.
    public let waitingForWifi: [BlobView]

    /// Only a person can settle these.
    public var stuck: [OutboxItem] { items.filter(\.stuck) }
    public var waiting: [OutboxItem] { items.filter { !$0.stuck } }

    /// There are more than are shown.
    public var more: Bool { items.count < counts.all }

    /// There is something to send.
    public var waits: Bool { counts.waits(status) }

    init(of book: Fieldbook, shown: UInt32) async throws {
        items = try await book.sync.outbox(shown)
        counts = try await book.sync.outboxCounts()
        status = try await book.sync.status()
        waitingForWifi = try await book.blobs.list().filter { $0.standing == .waitingForWifi }
    }
}

extension OutboxCounts {
    /// Everything that is not settled.
    public var all: UInt64 { open + stuck }

    /// What is on its way, or not yet.
    public var open: UInt64 { onPhone + handedOver }

    /// What waits for a person.
    public var stuck: UInt64 { held + refused }

    /// There is something to send: this phone's own, or what it carries for another.
    func waits(_ status: SyncStatus) -> Bool { open + status.freight > 0 }
}

extension OutboxItem {
    /// The hub holds it or has refused it.
    var stuck: Bool { state == .held || state == .refused }

    /// The entry it is about, where this phone can show one.
    public var fact: FactId? {
        switch what {
        case .fact(let fact), .correction(let fact, _), .voiding(let fact): fact
        case .document, .file: nil
        }
    }

    /// Since when, and for whom.
    @MainActor
    public func about(_ session: Session) -> String {
        let words = session.memory.words
        let moment = session.times.moment(since, words)
        return carried ? "\(moment) · \(words.outbox.carried)" : moment
    }

    /// The same, with how it stands and why.
    @MainActor
    public func standing(_ session: Session) -> String {
        let lang = session.memory.lang
        return [changeStateName(state)[lang], about(session), why?[lang]].compactMap(\.self).joined(separator: " · ")
    }
}

/// The outbox that somebody looks through.
@MainActor @Observable
public final class Outbox {
    public private(set) var page: Following<OutboxPage>

    private let session: Session
    private var shown: UInt32 = 30

    public init(_ session: Session) {
        self.session = session
        page = Self.following(session.book, 30)
    }

    /// As many again.
    public func showMore() {
        shown += 30
        page = Self.following(session.book, shown)
    }

    /// Photos wait so that they cost nothing; who wants them gone now says so.
    public func sendNow(_ photos: [BlobView]) {
        session.syncing.start { [book = session.book] in
            for photo in photos { try await book.blobs.sendNow(photo.hash) }
        }
    }

    private static func following(_ book: Fieldbook, _ shown: UInt32) -> Following<OutboxPage> {
        Following { book.watch(.outbox, .facts, .documents, read: { try await OutboxPage(of: $0, shown: shown) }) }
    }
}
