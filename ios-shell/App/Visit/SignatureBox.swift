import FieldbookScreens
import SwiftUI

/// Where somebody of the place writes their name with a finger. The page does not scroll under that finger.
struct SignatureBox: View {
    let signature: Signature
    @State private var down = false
    @Environment(\.words) private var words
    @Environment(\.colours) private var colours

    var body: some View {
        // Read here: what the canvas reads when it draws, nobody follows.
        let strokes = signature.strokes
        Heading(words.visit.signature)
        Text(words.visit.signHere)
        GeometryReader { box in
            Canvas { context, size in
                context.stroke(line(of: strokes, in: size), with: .color(colours.text.color), style: pen(3))
            }
            .ground(colours.surface, edge: colours.outline, width: 2)
            .highPriorityGesture(
                DragGesture(minimumDistance: 0, coordinateSpace: .local)
                    .onChanged { drag in
                        let spot = Signature.Spot(x: drag.location.x / box.size.width, y: drag.location.y / box.size.height)
                        if down { signature.go(to: spot) } else { signature.begin(at: spot) }
                        down = true
                    }
                    .onEnded { _ in down = false })
        }
        .aspectRatio(Signature.shape, contentMode: .fit)
        .accessibilityElement()
        .accessibilityLabel(words.visit.signHere)
        .accessibilityValue(signature.empty ? "" : words.visit.signed)
        .accessibilityAddTraits(.allowsDirectInteraction)
        if !signature.empty { SideButton(words.visit.signAgain, Icons.again, action: signature.clear) }
    }
}

private func pen(_ width: Double) -> StrokeStyle {
    StrokeStyle(lineWidth: width, lineCap: .round, lineJoin: .round)
}

/// The line of a signature in a box of this size.
private func line(of strokes: [[Signature.Spot]], in size: CGSize) -> Path {
    var line = Path()
    for stroke in strokes {
        let points = stroke.map { CGPoint(x: $0.x * size.width, y: $0.y * size.height) }
        guard let first = points.first else { continue }
        line.move(to: first)
        // A touch without a move is a dot.
        if points.count == 1 { line.addLine(to: CGPoint(x: first.x + 1, y: first.y)) }
        for point in points.dropFirst() { line.addLine(to: point) }
    }
    return line
}

extension Signature {
    /// Black on white whatever the screen's colours: it will be printed.
    var jpeg: Data {
        let size = CGSize(width: 880, height: 880 / Signature.shape)
        let format = UIGraphicsImageRendererFormat()
        // Pixels, not points: the same picture from every phone.
        format.scale = 1
        format.opaque = true
        return UIGraphicsImageRenderer(size: size, format: format).jpegData(withCompressionQuality: 0.9) { canvas in
            UIColor.white.setFill()
            canvas.fill(CGRect(origin: .zero, size: size))
            UIColor.black.setStroke()
            let ink = UIBezierPath(cgPath: line(of: strokes, in: size).cgPath)
            ink.lineWidth = 7
            ink.lineCapStyle = .round
            ink.lineJoinStyle = .round
            ink.stroke()
        }
    }
}
