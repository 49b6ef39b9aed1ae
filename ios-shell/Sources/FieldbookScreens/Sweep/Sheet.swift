import Fieldbook
import Foundation
import Observation

/// A sheet or roll of stamps on its way to a lot: film it, look at what is proposed, say which lot it is for.
@MainActor @Observable
public final class Sheet {
    /// Where a person is with it.
    public enum Stage: String, Sendable {
        case begin, film, look, lot
    }

    public private(set) var stage: Stage
    public private(set) var lot: DocId?
    /// Sheets that were left half way, offered before a new one is begun.
    public private(set) var unfinished: [SweepView] = []
    /// What the rules would find if it were activated now, as far as this phone knows.
    public private(set) var findings: [Finding] = []
    /// The place of the sheet that was tapped.
    public private(set) var chosen: UInt32?
    public let sweeping: Sweeping
    public let work = Work()

    private var id: SweepId?
    private let session: Session

    /// `saved` is as an older one wrote it: the same sheet is on the table when the app comes back.
    public init(lot: DocId?, saved: String = "", _ session: Session) {
        let parts = saved.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let again = parts.count == 3 ? Stage(rawValue: parts[0]) : nil
        let open = again == nil ? nil : UUID(uuidString: parts[1])
        id = open
        stage = open == nil ? .begin : again ?? .begin
        self.lot = open == nil ? lot : UUID(uuidString: parts[2]) ?? lot
        self.session = session
        sweeping = Sweeping(session)
    }

    public var saved: String { id.map { "\(stage.rawValue)/\($0)/\(lot?.uuidString ?? "")" } ?? "" }

    /// The spot that was tapped as it is now, not as it was then.
    public var spot: SweptSpot? { sweeping.report?.spots.first { $0.spot == chosen } }

    public func choose(_ spot: SweptSpot) {
        chosen = spot.spot
    }

    /// The sheet there was goes on. Else, where there is none that was left half way, the camera opens at once.
    public func begin() {
        work.start { [self] in
            if let id {
                do {
                    _ = try await sweeping.goOn(id)
                    return
                } catch FieldbookError.notFound {
                    self.id = nil
                    stage = .begin
                }
            }
            unfinished = try await sweeping.unfinished().filter { $0.read > 0 }
            if unfinished.isEmpty { film(try await sweeping.begin()) }
        }
    }

    public func another() {
        work.start { [self] in film(try await sweeping.begin()) }
    }

    public func goOn(_ view: SweepView) {
        work.start { [self] in film(try await sweeping.goOn(view.id)) }
    }

    public func discard(_ view: SweepView) {
        work.start { [self] in
            try await sweeping.discard(view.id)
            unfinished.removeAll { $0.id == view.id }
            if unfinished.isEmpty { film(try await sweeping.begin()) }
        }
    }

    private func film(_ id: SweepId) {
        self.id = id
        stage = .film
    }

    public func film() { stage = .film }
    public func look() { stage = .look }
    public func chooseLot() { stage = .lot }

    public func takeLot(_ lot: DocId) {
        self.lot = lot
        stage = .look
    }

    /// One step back within the sheet; away from it from the camera.
    public func back() {
        switch stage {
        case .begin, .film: session.way.back()
        case .look: stage = .film
        case .lot: stage = .look
        }
    }

    public func typeIn(_ serial: String, then done: @escaping @MainActor () -> Void = {}) {
        work.start { [self] in
            try await sweeping.typeIn(serial)
            done()
        }
    }

    public func leaveOut(_ serial: String, then done: @escaping @MainActor () -> Void = {}) {
        work.start { [self] in
            try await sweeping.leaveOut(serial)
            done()
        }
    }

    public func takeIn(_ serial: String) {
        work.start { [self] in try await sweeping.takeIn(serial) }
    }

    public func takeIn(_ range: SerialRange) {
        work.start { [self] in try await sweeping.takeIn(range) }
    }

    /// Asks the rules about what is proposed for the lot. Where they cannot be asked, activating says why.
    public func judge() async {
        guard let lot, let report = sweeping.report else { return }
        let stamps = session.book.stamps
        do {
            let codes = report.codes.flatMap(\.stamps)
            let listed = codes.isEmpty ? [] : try await stamps.codeSpans(codes)
            let spans = try await stamps.spans(report.ranges.flatMap(\.stamps)) + listed
            findings = try await stamps.check(lot, stamps: spans).findings
        } catch {
            findings = []
        }
    }

    /// Binds it to the lot. A sheet of very many pieces becomes several activations; then the lot's own list shows them.
    public func bind() {
        guard let lot else { return }
        let here = session.way.here
        work.start { [self] in
            let claims = try await sweeping.activate(lot)
            id = nil
            session.device.syncSoon()
            session.way.onTo(claims.count == 1 ? .claim(claims[0].fact) : .activate(lot), from: here)
        }
    }

    public func throwAway() {
        let here = session.way.here
        work.start { [self] in
            try await sweeping.discard()
            id = nil
            session.way.back(from: here)
        }
    }

    public func leave() async {
        await sweeping.leave()
    }
}
