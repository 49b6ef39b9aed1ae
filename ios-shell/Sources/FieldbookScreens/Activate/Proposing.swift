import Fieldbook
import Foundation
import Observation

/// Stamps that a person names by numbers or as a whole roll, before they are activated.
@MainActor @Observable
public final class Proposing: FormScreen, Drafted {
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
    /// Why it cannot be begun.
    public private(set) var failure: FieldbookError?
    public let work = Work()
    public private(set) var drafting: Drafting?

    public let session: Session
    private var stamps: Stamps { session.book.stamps }

    public init(_ lot: DocId, _ session: Session) {
        self.lot = lot
        self.session = session
    }

    /// Takes up the numbers that were typed before; who left there is there again.
    public func begin() async {
        if drafting != nil { return }
        do {
            drafting = try await session.begun(
                .activate(lot), saving: work, written: { [stamps, lot] in "\(try await stamps.claims(lot).count)" }
            ) { self }.drafting
            if leftAt != nil { typing = true }
        } catch {
            failure = known(error)
        }
    }

    var kept: [String: String] { ["first": first, "last": last] }

    func takeUp(_ kept: [String: String]) -> Bool {
        (first, last) = (kept["first"] ?? "", kept["last"] ?? "")
        return true
    }

    /// One step back within the screen, or away from it.
    public func back() {
        if proposal != nil {
            if !work.running { proposal = nil }
        } else if typing {
            typing = false
        } else {
            leave()
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
        guard let proposal, let drafting else { return }
        work.start { [self] in
            let claim = try await drafting.save {
                if let lease = proposal.lease { return try await stamps.activateLease(lot, lease: lease, capture: .manual) }
                return try await stamps.activate(lot, ranges: proposal.ranges, capture: .manual)
            }
            guard let claim else { return }
            session.device.syncSoon()
            session.way.onTo(.claim(claim.fact), from: .activate(lot))
        }
    }
}
