import Fieldbook
import Observation

/// What can be visited: every season and lot, and whatever has no book yet.
public struct PlanPage: Sendable {
    /// The newest first.
    public let subjects: [Document]
    public let products: [Product]

    @MainActor
    public static func following(_ book: Fieldbook) -> Following<PlanPage> {
        Following { book.watch(.documents, read: PlanPage.init(of:)) }
    }

    init(of book: Fieldbook) async throws {
        let all = try await book.documents.list(.season) + book.documents.list(.lot)
        subjects = all.sorted { $0.openedMs > $1.openedMs }
        products = try await book.people.register().products
    }
}

/// A visit is opened with one tap on what it is to; only another place wants a name.
@MainActor @Observable
public final class Planning {
    public var name = ""
    public var product: Product?
    public let work = Work()

    private let session: Session

    public init(session: Session) {
        self.session = session
    }

    public var ready: Bool { trimmed(name) != nil && !work.running }

    public func visit(_ subject: Document) {
        open(NewVisit(name: subject.name, subject: subject.id))
    }

    /// A place without a book.
    public func visitElsewhere() {
        guard let name = trimmed(name) else { return }
        open(NewVisit(name: name, product: product?.id.uuidString.lowercased()))
    }

    private func open(_ new: NewVisit) {
        work.start { [session] in
            let visit = try await session.book.documents.openVisit(new)
            session.device.syncSoon()
            if session.way.here == .visits { session.way.to(.visit(visit.id)) }
        }
    }
}
