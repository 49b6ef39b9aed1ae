import Fieldbook
import Foundation
import Observation

/// What the rules would find if these stamps were activated for the lot now; nothing is written.
func before(_ book: Fieldbook, _ lot: DocId, _ stamps: [StampSpan]) async throws -> [Finding] {
    let steps = await book.steps(of: try await book.documents.get(lot))
    guard let step = steps.first(where: { $0.kind == .activate }) else { return [] }
    return try await book.journal.check(NewFact(doc: lot, step: step.code, stamps: stamps)).findings
}

/// Stamps that a person names by numbers or as a whole roll, before they are activated.
@MainActor @Observable
public final class Proposing {
    /// Stamps, and what can be known of them before.
    public struct Proposal: Sendable {
        public let ranges: [SerialRange]
        public let doubts: [Doubt]
        public let findings: [Finding]
        let lease: LeaseId?

        public var doubtful: Bool { !doubts.isEmpty || !findings.isEmpty }
        public var count: Int { whole(ranges.reduce(Decimal(0)) { $0 + ((try? $1.count()) ?? 0) }) }
    }

    /// Something the lease says, by the key of the core's sentence.
    public struct Doubt: Sendable {
        let key: String
        let range: SerialRange

        @MainActor
        public func said(_ session: Session) -> String { sentence(session, key, ["range": FieldbookScreens.said(range)]) }

        @MainActor
        public func remedy(_ session: Session) -> String {
            sentence(session, key + ".remedy", ["range": FieldbookScreens.said(range)])
        }
    }

    public let lot: DocId
    public var first = ""
    public var last = ""
    /// The numbers are being typed.
    public var typing = false
    /// What is proposed; nothing while the person still says what.
    public private(set) var proposal: Proposal?
    public let work = Work()

    private let session: Session
    private var stamps: Stamps { session.book.stamps }

    public init(_ lot: DocId, _ session: Session) {
        self.lot = lot
        self.session = session
    }

    /// One step back within the screen, or away from it.
    public func back() {
        if proposal != nil {
            proposal = nil
        } else if typing {
            typing = false
        } else {
            session.way.back()
        }
    }

    /// One number typed is one stamp.
    public func byNumber() {
        guard let from = trimmed(first) else { return }
        work.start { [self] in
            let range = try await stamps.range(from, last: trimmed(last) ?? from)
            let leases = try await stamps.leases()
            let spans = try await stamps.spans([range])
            let doubts = spans.compactMap { span in doubt(leases.first { $0.id == span.lease }, span.range) }
            let findings = try await before(session.book, lot, spans)
            proposal = Proposal(ranges: [range], doubts: doubts, findings: findings, lease: nil)
        }
    }

    public func byLease(_ lease: Lease) {
        work.start { [self] in
            let span = StampSpan(roll: lease.roll, lease: lease.id, range: lease.range, code: nil)
            let doubts = [doubt(lease, lease.range)].compactMap(\.self)
            let findings = try await before(session.book, lot, [span])
            proposal = Proposal(ranges: [lease.range], doubts: doubts, findings: findings, lease: lease.id)
        }
    }

    private func doubt(_ lease: Lease?, _ range: SerialRange) -> Doubt? {
        guard let lease else { return Doubt(key: "finding.outside_lease", range: range) }
        if lease.revokedMs != nil { return Doubt(key: "finding.lease_revoked", range: range) }
        return lease.notAfter.date < session.times.now ? Doubt(key: "finding.outside_lease", range: range) : nil
    }

    /// Activates what is proposed.
    public func activate() {
        guard let proposal else { return }
        let here = session.way.here
        work.start { [self] in
            let claim = if let lease = proposal.lease {
                try await stamps.activateLease(lot, lease: lease, capture: .manual)
            } else {
                try await stamps.activate(lot, ranges: proposal.ranges, capture: .manual)
            }
            session.device.syncSoon()
            session.way.onTo(.claim(claim.fact), from: here)
        }
    }
}
