import Fieldbook
import Foundation
import Observation

/// A sheet or roll that the camera goes over. What it has seen is in the book with every frame that brings news.
@MainActor @Observable
public final class Sweeping {
    /// What to outline over the picture.
    public private(set) var sighting = Sighting.nothing
    /// What is proposed, and what is not right about it; nothing until a sweep has begun.
    public private(set) var report: SweepReport?
    public private(set) var failure: FieldbookError?

    private let session: Session
    private nonisolated let book: Fieldbook
    private nonisolated let hand = SheetInHand()

    init(_ session: Session) {
        self.session = session
        book = session.book
    }

    /// Sheets of this person that were neither activated nor thrown away.
    func unfinished() async throws -> [SweepView] {
        let me = try await book.people.me()
        return try await book.stamps.sweeps().filter { $0.person == me.person && $0.org == me.org }
    }

    /// A new sheet; or an older one that nothing was read of, so that none is left behind.
    func begin() async throws -> SweepId {
        let empty = try await unfinished().first { $0.read == 0 }
        return try await take(try await empty.map(\.id).next(book))
    }

    func goOn(_ id: SweepId) async throws -> SweepId {
        try await take(try await book.stamps.sweepAgain(id))
    }

    private func take(_ next: Sweep) async throws -> SweepId {
        report = try await next.report()
        try await aside { [hand] in hand.take(next) }
        return await next.id()
    }

    /// On the camera's thread.
    public nonisolated func look(_ frame: LumaFrame) {
        do {
            guard let seen = try hand.look(frame, book.scanner.blocking) else { return }
            Task { @MainActor [shape = FrameShape(frame)] in saw(seen, shape) }
        } catch FieldbookError.closed {
            // The screen is covered; the sweep goes on when the book is open again.
        } catch {
            Task { @MainActor in failure = known(error) }
        }
    }

    private func saw(_ seen: SheetInHand.Seen, _ shape: FrameShape) {
        // A sheet that was let go meanwhile is nobody's any more.
        if report == nil { return }
        failure = nil
        sighting = sighting.next(shape, seen.news.seen.map { Outline(text: $0.text, corners: $0.corners, mark: $0.mark) })
        if !seen.news.read.isEmpty { session.tick() }
        if let now = seen.report { report = now }
    }

    func typeIn(_ text: String) async throws {
        try await change { sweep in _ = try await sweep.typeIn(text.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    func leaveOut(_ serial: String) async throws {
        let range = try await range(serial)
        try await change { try await $0.leaveOut(range) }
    }

    func takeIn(_ range: SerialRange) async throws {
        try await change { try await $0.takeIn(range) }
    }

    func takeIn(_ serial: String) async throws {
        try await takeIn(try await range(serial))
    }

    private func range(_ serial: String) async throws -> SerialRange {
        let serial = serial.trimmingCharacters(in: .whitespacesAndNewlines)
        return try await book.stamps.range(serial, last: serial)
    }

    private func change(_ what: (Sweep) async throws -> Void) async throws {
        guard let sweep = hand.sweep else { return }
        try await what(sweep)
        report = try await sweep.report()
    }

    /// Binds what was seen to the lot: what `report` said, and nothing the camera has read since.
    func activate(_ lot: DocId) async throws -> [Claim] {
        guard let sweep = hand.sweep, let seen = report else { return [] }
        do {
            let claims = try await sweep.activate(lot, seen: seen.ranges.flatMap(\.stamps), codes: seen.codes.flatMap(\.stamps))
            try await letGo()
            return claims
        } catch {
            // More may have been read since than the person saw: they are shown what there is now.
            if case .invalidInput = known(error) { report = try await sweep.report() }
            throw error
        }
    }

    func discard() async throws {
        try await hand.sweep?.discard()
        try await letGo()
    }

    func discard(_ id: SweepId) async throws {
        try await book.stamps.sweepAgain(id).discard()
    }

    /// The screen is left: what was read stays in the book, a sweep of nothing does not.
    func leave() async {
        if report?.spots.isEmpty == true { try? await hand.sweep?.discard() }
        try? await letGo()
    }

    private func letGo() async throws {
        report = nil
        sighting = .nothing
        try await aside { [hand] in hand.take(nil) }
    }
}

extension SweepId? {
    /// That sweep again, or a new one.
    fileprivate func next(_ book: Fieldbook) async throws -> Sweep {
        if let self { return try await book.stamps.sweepAgain(self) }
        return try await book.stamps.sweep()
    }
}

/// The sheet that is on the table. The camera's thread and the screen's take turns: a sweep must not be let go while a frame
/// goes into it.
private final class SheetInHand: @unchecked Sendable {
    struct Seen: Sendable {
        let news: SweepNews
        /// Where there is something new to show.
        let report: SweepReport?
    }

    private let turn = NSLock()
    private var held: Sweep?

    var sweep: Sweep? { turn.withLock { held } }

    func take(_ next: Sweep?) {
        turn.withLock { held = next }
    }

    func look(_ frame: LumaFrame, _ scanner: BlockingCodeScanner) throws -> Seen? {
        try turn.withLock {
            guard let sweep = held?.blocking else { return nil }
            let (width, height, stride) = (frame.width, frame.height, frame.stride)
            let news = try sweep.pushLuma(scanner, pixels: frame.pixels, width: width, height: height, stride: stride)
            return Seen(news: news, report: news.told ? try sweep.report() : nil)
        }
    }
}

extension SweepNews {
    fileprivate var told: Bool {
        !read.isEmpty || !doubled.isEmpty || !doubted.isEmpty || !unread.isEmpty || joined
    }
}
