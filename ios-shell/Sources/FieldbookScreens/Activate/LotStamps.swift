import Fieldbook

/// A lot with what bears on its stamps.
public struct LotStamps: Sendable {
    public let document: Document
    /// Entries of packing that stand.
    public let packed: [FactView]
    public let claims: [Claim]
    public let leases: [Lease]
    /// Why this person may not activate; nothing when they may.
    public let hindrance: FieldbookError?
    private let named: [FactId: [StampSpan]]
    private let disputes: Set<FactId>

    /// As an activation is shown.
    public func state(of claim: Claim) -> ClaimState { disputes.shown(claim.fact, claim.state) }

    /// All stamps that an activation names, also those that do not stand.
    public func said(_ claim: Claim) -> String { FieldbookScreens.said(named[claim.fact] ?? []) }

    @MainActor
    public static func following(_ lot: DocId, in book: Fieldbook) -> Following<LotStamps> {
        Following { book.watch(.facts, .claims, .catalog, read: { try await LotStamps(of: lot, in: $0) }) }
    }

    init(of lot: DocId, in book: Fieldbook) async throws {
        document = try await book.documents.get(lot)
        packed = try await book.journal.query(FactQuery(doc: lot, kind: .pack)).filter { $0.voided == nil }
        claims = try await book.stamps.claims(lot)
        let entries = try await book.journal.query(FactQuery(doc: lot, kind: .activate))
        named = Dictionary(uniqueKeysWithValues: entries.map { ($0.id, $0.fact.stamps) })
        disputes = try await book.disputes()
        leases = try await book.stamps.leases()
        hindrance = try await book.refusal(.record(kind: .activate, onBehalf: false))
    }
}

extension Lease {
    /// How long it can be used.
    @MainActor
    public func standing(_ session: Session) -> String {
        let words = session.memory.words
        let day = session.times.day(of: notAfter, words)
        if revokedMs != nil { return words.activate.revoked }
        return notAfter.date < session.times.now ? words.activate.ended(day: day) : words.activate.until(day: day)
    }
}
