import Observation

/// A name written with a finger: its strokes, in parts of the box, so that they fit any screen.
@MainActor @Observable
public final class Signature {
    /// A place in the box: from 0 to 1 across and down.
    public struct Spot: Sendable, Equatable {
        public let x: Double
        public let y: Double

        public init(x: Double, y: Double) {
            (self.x, self.y) = (x, y)
        }
    }

    /// The box is so much wider than high, and so is the picture of it.
    public static let shape = 2.2

    /// A stroke of one spot is a touch without a move: a dot.
    public private(set) var strokes: [[Spot]] = []

    public init() {}

    public var empty: Bool { strokes.isEmpty }

    public func begin(at spot: Spot) {
        strokes.append([spot])
    }

    public func go(to spot: Spot) {
        guard let last = strokes.indices.last else { return }
        strokes[last].append(spot)
    }

    public func clear() {
        strokes = []
    }

    /// `0.1,0.5 0.2,0.5;0.7,0.1`: strokes of spots.
    var text: String {
        strokes.map { stroke in stroke.map { "\($0.x),\($0.y)" }.joined(separator: " ") }.joined(separator: ";")
    }

    /// Nothing of it, when any of it cannot be read: half a name is nobody's.
    func read(_ text: String) {
        let read = text.split(separator: ";").map { stroke in stroke.split(separator: " ").map(Self.spot) }
        strokes = read.joined().contains { $0 == nil } ? [] : read.map { $0.compactMap(\.self) }
    }

    private nonisolated static func spot(_ text: Substring) -> Spot? {
        let parts = text.split(separator: ",").compactMap { Double($0) }
        return parts.count == 2 ? Spot(x: parts[0], y: parts[1]) : nil
    }
}
