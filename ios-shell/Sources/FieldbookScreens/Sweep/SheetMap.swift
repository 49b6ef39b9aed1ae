import Fieldbook
import Foundation

/// The part of the sheet with the most stamps, as it lies on the table: a tap says which stamp a place is.
public struct SheetMap: Sendable {
    public let spots: [SweptSpot]
    private let whole: CGRect

    /// Nothing while nothing was read.
    public init?(_ report: SweepReport) {
        let patches = Dictionary(grouping: report.spots, by: \.place.patch).values
        guard let spots = patches.max(by: { $0.count < $1.count }) else { return nil }
        let (x, y) = (spots.map(\.place.x), spots.map(\.place.y))
        guard let left = x.min(), let right = x.max(), let top = y.min(), let bottom = y.max() else { return nil }
        self.spots = spots
        // A side of a code and half of one around it: labels stand apart.
        whole = CGRect(x: left - 1, y: top - 1, width: right - left + 2, height: bottom - top + 2)
    }

    /// Width over height of its picture: neither so flat that a thumb cannot hit it nor so high that it fills the screen.
    public var aspect: Double { min(max(whole.width / whole.height, 1), 4) }

    /// Where a stamp's code lies in a picture of that size.
    public func place(_ spot: SweptSpot, in size: CGSize) -> CGRect {
        let middle = middle(spot, in: size)
        let half = scale(size) * 0.48
        return CGRect(x: middle.x - half, y: middle.y - half, width: half * 2, height: half * 2)
    }

    /// The stamp that a tap means.
    public func nearest(to tap: CGPoint, in size: CGSize) -> SweptSpot? {
        spots.min { distance($0, tap, size) < distance($1, tap, size) }
    }

    private func distance(_ spot: SweptSpot, _ tap: CGPoint, _ size: CGSize) -> Double {
        let middle = middle(spot, in: size)
        return hypot(middle.x - tap.x, middle.y - tap.y)
    }

    private func middle(_ spot: SweptSpot, in size: CGSize) -> CGPoint {
        let scale = scale(size)
        let margin = CGPoint(x: (size.width - whole.width * scale) / 2, y: (size.height - whole.height * scale) / 2)
        let (right, down) = (spot.place.x - whole.minX, spot.place.y - whole.minY)
        return CGPoint(x: margin.x + right * scale, y: margin.y + down * scale)
    }

    private func scale(_ size: CGSize) -> Double {
        min(size.width / whole.width, size.height / whole.height)
    }
}
