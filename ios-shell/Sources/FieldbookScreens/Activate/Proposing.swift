import Fieldbook
import Foundation
import Observation

/// Stamps that a person names by numbers or as a whole roll, before they are activated.
@MainActor @Observable
public final class Proposing {
    /// Stamps, and what activating them would find.
    public struct Proposal: Sendable {
        public let ranges: [SerialRange]
        public let findings: [Finding]
        let lease: LeaseId?

        public var count: Int { whole(ranges.reduce(Decimal(0)) { $0 + ((try? $1.count()) ?? 0) }) }
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
            let findings = try await stamps.check(lot, stamps: stamps.spans([range])).findings
            proposal = Proposal(ranges: [range], findings: findings, lease: nil)
        }
    }

    public func byLease(_ lease: Lease) {
        work.start { [self] in
            let span = StampSpan(roll: lease.roll, lease: lease.id, range: lease.range, code: nil)
            let findings = try await stamps.check(lot, stamps: [span]).findings
            proposal = Proposal(ranges: [lease.range], findings: findings, lease: lease.id)
        }
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
