import Fieldbook
import Foundation
import Observation

/// Stamps that are looked at one by one.
@MainActor @Observable
public final class Scanning {
    /// What to outline over the picture.
    public private(set) var sighting = Sighting.nothing
    /// What was read, the newest first.
    public private(set) var read: [StampStanding] = []
    public private(set) var failure: FieldbookError?
    /// A number that was typed is looked up.
    public let work = Work()

    private let session: Session
    private nonisolated let book: Fieldbook
    private nonisolated let seen = KnownStamps()

    public init(_ session: Session) {
        self.session = session
        book = session.book
    }

    /// As many of the earlier ones as a person still remembers.
    public var earlier: [StampStanding] { Array(read.dropFirst().prefix(5)) }

    /// On the camera's thread.
    public nonisolated func look(_ frame: LumaFrame) {
        do {
            let (width, height, stride) = (frame.width, frame.height, frame.stride)
            let codes = try book.scanner.blocking.pushLuma(frame.pixels, width: width, height: height, stride: stride)
            // A part of a larger code says nothing by itself.
            let looks = try codes.filter { $0.part == nil }.map { code in
                Look(code: code, seen: try seen.find(code.text) { try book.stamps.blocking.lookUp(text: $0) })
            }
            Task { @MainActor [shape = FrameShape(frame)] in saw(looks, shape) }
        } catch FieldbookError.closed {
            // The screen is covered; it is looked at again when the book is open again.
        } catch {
            Task { @MainActor in failure = known(error) }
        }
    }

    private struct Look: Sendable {
        let code: Code
        let seen: (stamp: StampStanding, isNew: Bool)
    }

    private func saw(_ looks: [Look], _ shape: FrameShape) {
        failure = nil
        let outlines = looks.map { look in
            if look.seen.isNew {
                show(look.seen.stamp)
                session.tick()
            }
            return Outline(text: look.code.text, corners: look.code.corners, mark: mark(look.seen.stamp))
        }
        sighting = sighting.next(shape, outlines)
    }

    private func mark(_ stamp: StampStanding) -> SeenMark {
        if stamp.foreign || !stamp.isStamp { return .foreign }
        return stamp.stamp.raw == read.first?.stamp.raw ? .new : .known
    }

    /// A damaged stamp, as a person reads it off.
    public func type(_ text: String) {
        guard let text = trimmed(text) else { return }
        work.start { [self] in
            let stamp = try await book.stamps.lookUp(text)
            seen.put(stamp)
            show(stamp)
        }
    }

    /// Puts it in front, also one that was read before.
    public func show(_ stamp: StampStanding) {
        read.removeAll { $0.stamp.raw == stamp.stamp.raw }
        read.insert(stamp, at: 0)
    }
}

/// Each text is looked up once, however many frames show it.
private final class KnownStamps: @unchecked Sendable {
    private let lock = NSLock()
    private var stamps: [String: StampStanding] = [:]

    func find(_ text: String, _ read: (String) throws -> StampStanding) rethrows -> (stamp: StampStanding, isNew: Bool) {
        if let stamp = lock.withLock({ stamps[text] }) { return (stamp, false) }
        let stamp = try read(text)
        put(stamp)
        return (stamp, true)
    }

    func put(_ stamp: StampStanding) {
        lock.withLock { stamps[stamp.stamp.raw] = stamp }
    }
}
