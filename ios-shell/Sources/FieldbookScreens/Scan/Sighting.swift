import Fieldbook
import Foundation

/// A code over the picture; without a text it could not be read.
public struct Outline: Sendable {
    public let text: String?
    public let corners: [Corner]
    public let mark: SeenMark
    private let at = ContinuousClock.now

    public init(text: String?, corners: [Corner], mark: SeenMark) {
        (self.text, self.corners, self.mark) = (text, corners, mark)
    }

    /// The scanner reads some codes of a frame, of the next the others: outlines that went out between would flicker.
    fileprivate var isFresh: Bool { text != nil && at.duration(to: .now) < .milliseconds(1500) }

    /// Whether it lies where it lay before, but for the hand's shake.
    fileprivate func isAt(_ before: Outline) -> Bool {
        guard let was = before.corners.first, corners.count > 1 else { return false }
        let (now, next) = (corners[0], corners[1])
        return hypot(now.x - was.x, now.y - was.y) < hypot(now.x - next.x, now.y - next.y) / 4
    }
}

/// How large a frame is, and how it lies.
public struct FrameShape: Sendable {
    let width: Double
    let height: Double
    let turned: Int

    public init(width: Double, height: Double, turned: Int) {
        (self.width, self.height, self.turned) = (width, height, turned)
    }

    init(_ frame: LumaFrame) {
        self.init(width: Double(frame.width), height: Double(frame.height), turned: frame.turned)
    }

    fileprivate var upright: CGSize {
        turned % 180 == 0 ? CGSize(width: width, height: height) : CGSize(width: height, height: width)
    }
}

/// The codes of a frame, and the frame's shape, by which they find their places over the picture.
public struct Sighting: Sendable {
    public let outlines: [Outline]
    private let shape: FrameShape

    public init(shape: FrameShape, outlines: [Outline] = []) {
        (self.shape, self.outlines) = (shape, outlines)
    }

    /// Before the first frame.
    public static let nothing = Sighting(shape: FrameShape(width: 4, height: 3, turned: 0))

    /// Width over height of the window that shows it. A picture held upright is shown smaller than it could be: below it
    /// stands what was found, and a thumb must reach it.
    public var aspect: Double { max(1.2, shape.upright.width / shape.upright.height) }

    /// What is shown once another frame has come: also what it did not read anew, while the hand is still.
    public func next(_ shape: FrameShape, _ seen: [Outline]) -> Sighting {
        let still = seen.allSatisfy { now in outlines.first { $0.text != nil && $0.text == now.text }.map(now.isAt) ?? true }
        let kept = still ? outlines.filter { old in old.isFresh && !seen.contains { $0.text == old.text } } : []
        return Sighting(shape: shape, outlines: kept + seen)
    }

    /// Where a point of the frame lies in a view that shows all of the upright picture in its middle.
    public func placed(_ corner: Corner, in view: CGSize) -> CGPoint {
        let (x, y) = (Double(corner.x), Double(corner.y))
        let point =
            switch shape.turned {
            case 90: CGPoint(x: shape.height - y, y: x)
            case 180: CGPoint(x: shape.width - x, y: shape.height - y)
            case 270: CGPoint(x: y, y: shape.width - x)
            default: CGPoint(x: x, y: y)
            }
        let upright = shape.upright
        let scale = min(view.width / upright.width, view.height / upright.height)
        let left = (view.width - upright.width * scale) / 2
        let top = (view.height - upright.height * scale) / 2
        return CGPoint(x: left + point.x * scale, y: top + point.y * scale)
    }
}
