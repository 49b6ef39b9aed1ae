import Fieldbook
import FieldbookScreens
import SwiftUI

/// The live picture, and over it what was found. It shows all of what the camera sees, so that outlines find their codes.
struct ScanWindow: View {
    let session: Session
    let torch: Bool
    let sighting: Sighting
    let look: @Sendable (LumaFrame) -> Void
    let onRefused: @MainActor () -> Void
    @Environment(\.words) private var words
    @Environment(\.colours) private var colours

    var body: some View {
        ZStack {
            if let eye = session.device.camera as? Eye { Viewfinder(eye: eye, whole: true) }
            Canvas { picture, size in
                for outline in sighting.outlines where outline.corners.count == 4 {
                    draw(outline.corners.map { sighting.placed($0, in: size) }, outline.mark, picture)
                }
            }
        }
        .background(colours.surfaceRaised.color)
        .aspectRatio(sighting.aspect, contentMode: .fit)
        .clipShape(RoundedRectangle(cornerRadius: Sizes.corner))
        .accessibilityElement()
        .accessibilityLabel(words.scan.aim)
        .task(id: torch) { if !(await session.device.camera.look(torch: torch, look)) { onRefused() } }
    }

    /// Each mark has a shape of its own: dashes for what cannot be read yet, a tick for what is known, a cross for strangers.
    private func draw(_ corners: [CGPoint], _ mark: SeenMark, _ picture: GraphicsContext) {
        let width = Sizes.scanOutline
        let dashes: [CGFloat] = mark == .unread || mark == .unsure ? [width * 2, width * 2] : []
        let path = lines(corners, mark)
        for (colour, width) in [(colours.scanEdge, width * 2), (colour(mark), width)] {
            let style = StrokeStyle(lineWidth: width, lineJoin: .round, dash: dashes)
            picture.stroke(path, with: .color(colour.color), style: style)
        }
    }

    private func colour(_ mark: SeenMark) -> Shade {
        switch mark {
        case .new, .unsure, .unread: colours.scanNew
        case .known: colours.scanKnown
        case .foreign: colours.scanForeign
        }
    }

    private func lines(_ corners: [CGPoint], _ mark: SeenMark) -> Path {
        let (topLeft, topRight, bottomRight, bottomLeft) = (corners[0], corners[1], corners[2], corners[3])
        func between(_ from: CGPoint, _ to: CGPoint, _ share: Double) -> CGPoint {
            CGPoint(x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share)
        }
        let middle = between(topLeft, bottomRight, 0.5)
        var path = Path()
        path.addLines(corners)
        path.closeSubpath()
        switch mark {
        case .known:
            let left = between(middle, between(topLeft, bottomLeft, 0.5), 0.4)
            let below = between(middle, between(bottomLeft, bottomRight, 0.5), 0.4)
            path.addLines([left, below, between(middle, topRight, 0.4)])
        case .foreign:
            path.addLines([between(middle, topLeft, 0.4), between(middle, bottomRight, 0.4)])
            path.addLines([between(middle, topRight, 0.4), between(middle, bottomLeft, 0.4)])
        case .new, .unsure, .unread: break
        }
        return path
    }
}

/// Switches the phone's light; its picture says what a tap does.
struct Torch: View {
    @Binding var on: Bool
    @Environment(\.words) private var words

    var body: some View {
        IconTouch(on ? Icons.flashlightOff : Icons.flashlight, on ? words.scan.lightOff : words.scan.lightOn) { on.toggle() }
    }
}
