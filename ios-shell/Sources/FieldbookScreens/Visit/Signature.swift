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
    public static let shape = Picture.width / Picture.height

    /// The picture of it, the same from every phone: pixels.
    public enum Picture {
        public static let width = 880.0
        public static let height = 400.0
        /// How broad the ink is.
        public static let ink = 7.0
    }

    /// A stroke of one spot is a touch without a move: a dot.
    public private(set) var strokes: [[Spot]] = []

    /// Where the finger came down that is on the glass.
    @ObservationIgnored private var down: Spot?

    public init() {}

    public var empty: Bool { strokes.isEmpty }

    /// A finger that came down at `start` is at `spot` now. One that came down elsewhere than the last is another stroke, also
    /// where nobody has said that the last was lifted: a call that comes takes the glass away without a word.
    public func follow(to spot: Spot, from start: Spot) {
        if down != start {
            strokes.append([start])
            down = start
        }
        if let last = strokes.indices.last, strokes[last].last != spot { strokes[last].append(spot) }
    }

    /// The finger is off the glass.
    public func lift() {
        down = nil
    }

    public func clear() {
        (strokes, down) = ([], nil)
    }

    /// The lines of strokes in a box of this size. A dot is a line too, if a short one: a pen draws nothing else.
    public nonisolated static func lines(of strokes: [[Spot]], width: Double, height: Double) -> [[Spot]] {
        strokes.map { stroke in
            let line = stroke.map { Spot(x: $0.x * width, y: $0.y * height) }
            return line.count == 1 ? line + line.map { Spot(x: $0.x + 1, y: $0.y) } : line
        }
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
