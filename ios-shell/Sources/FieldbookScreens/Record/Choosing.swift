import Fieldbook
import Foundation
import Observation

/// Which season, lot or visit there is to choose.
@MainActor
public func documents(_ kind: DocKind, in book: Fieldbook) -> Following<[Document]> {
    Following { book.watch(.documents, read: { try await $0.documents.list(kind) }) }
}

/// A season, lot or visit to be opened.
@MainActor @Observable
public final class NewDocument {
    public let kind: DocKind
    public var name = ""
    public var product: Product?
    public private(set) var products: [Product] = []
    public let work = Work()

    private let session: Session

    public init(_ kind: DocKind, session: Session) {
        self.kind = kind
        self.session = session
    }

    public var ready: Bool {
        !name.trimmingCharacters(in: .whitespaces).isEmpty && !work.running
    }

    /// The organisation's products; who has only one is not asked.
    public func findProducts() async {
        products = (try? await session.book.people.register().products) ?? []
        product = products.count == 1 ? products.first : nil
    }

    public func open() {
        work.start { [self] in session.way.onTo(.steps(try await opened().doc.id)) }
    }

    private func opened() async throws -> Document {
        let (documents, id) = (session.book.documents, product?.id.uuidString.lowercased())
        switch kind {
        case .lot: return try await documents.openLot(NewLot(name: name, product: id))
        case .visit: return try await documents.openVisit(NewVisit(name: name, product: id))
        case .season, .register: return try await documents.openSeason(NewSeason(name: name, product: id))
        }
    }
}
