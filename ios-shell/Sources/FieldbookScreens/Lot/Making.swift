import Fieldbook
import Observation

/// A lot to be made; the next thing is what goes into it.
@MainActor @Observable
public final class Making: FormScreen, Drafted {
    public var name = ""
    public var product: Product?
    /// The organisation's products; who has only one is not asked.
    public private(set) var products: [Product] = []
    /// The season that it begins with.
    public private(set) var season: Document?
    /// Why it cannot be begun.
    public private(set) var failure: FieldbookError?
    public let work = Work()
    public private(set) var drafting: Drafting?

    private let from: DocId?
    public let session: Session

    public init(from: DocId?, session: Session) {
        self.from = from
        self.session = session
    }

    public func begin() async {
        if drafting != nil { return }
        do {
            products = try await session.book.people.register().products
            if let from { season = try await session.book.documents.get(from) }
            // A lot of a season's harvest is of its product.
            let grown = season?.text("product").flatMap(ProductId.init(uuidString:))
            product = products.first { $0.id == grown } ?? (products.count == 1 ? products.first : nil)
            drafting = try await session.begun(.newLot(from: from), saving: work, written: { [session] in try await lastMade(session.book) }) {
                self
            }.drafting
        } catch {
            failure = known(error)
        }
    }

    var kept: [String: String] { ["name": name, "product": product?.id.uuidString ?? ""] }

    func takeUp(_ kept: [String: String]) -> Bool {
        name = kept["name"] ?? ""
        let chosen = kept["product"] ?? ""
        product = products.first { $0.id.uuidString == chosen }
        return chosen.isEmpty || product != nil
    }

    public func make() {
        guard let drafting else { return }
        work.start { [self] in
            let new = NewLot(name: trimmed(name), product: product?.id.uuidString.lowercased())
            guard let lot = try await drafting.save({ try await session.book.documents.openLot(new) }) else { return }
            session.device.syncSoon()
            // The lot is there, also when it cannot be said now what comes next.
            let first = try? await firstStep(lot)
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

private func lastMade(_ book: Fieldbook) async throws -> String? {
    try await book.documents.list(.lot).map(\.id.uuidString).max()
}
