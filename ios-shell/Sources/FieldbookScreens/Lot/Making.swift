import Fieldbook
import Observation

/// A lot to be made; the next thing is what goes into it.
@MainActor @Observable
public final class Making {
    public var name = ""
    public var product: Product?
    /// The organisation's products; who has only one is not asked.
    public private(set) var products: [Product] = []
    /// The season that it begins with.
    public private(set) var season: Document?
    /// Why it cannot be begun.
    public private(set) var failure: FieldbookError?
    public let work = Work()

    private let from: DocId?
    private let session: Session

    public init(from: DocId?, session: Session) {
        self.from = from
        self.session = session
    }

    public func begin() async {
        do {
            products = try await session.book.people.register().products
            if let from { season = try await session.book.documents.get(from) }
            // A lot of a season's harvest is of its product.
            let grown = season?.text("product").flatMap(ProductId.init(uuidString:))
            product = products.first { $0.id == grown } ?? (products.count == 1 ? products.first : nil)
        } catch {
            failure = error
        }
    }

    public func make() {
        work.start { [self] in
            let book = session.book
            let new = NewLot(name: trimmed(name), product: product?.id.uuidString.lowercased())
            let lot = try await book.documents.openLot(new)
            session.device.syncSoon()
            let first = try await firstStep(lot)
            guard session.way.here == .newLot(from: from) else { return }
            session.way.onTo(.lot(lot.id))
            if let first { session.way.to(.entry(lot.id, step: first.code, from: from)) }
        }
    }

    private func firstStep(_ lot: Document) async throws -> Step? {
        for step in await session.book.steps(of: lot) where try await session.book.bringsIn(lot, step) {
            if try await session.book.allows(step) { return step }
        }
        return nil
    }
}
