import FieldbookScreens
import SwiftUI

/// Where somebody of the place writes their name with a finger. The page does not scroll under that finger.
struct SignatureBox: View {
    let signature: Signature
    /// The system puts it back also where it takes the finger away, as for a call.
    @GestureState private var down = false
    @Environment(\.words) private var words
    @Environment(\.colours) private var colours

    var body: some View {
        // Read here: what the canvas reads when it draws, nobody follows.
        let strokes = signature.strokes
        Heading(words.visit.signature)
        Text(words.visit.signHere)
        GeometryReader { box in
            Canvas { context, size in context.stroke(path(of: strokes, in: size), with: .color(colours.text.color), style: pen) }
                .clipped()
                .ground(colours.surface, edge: colours.outline, width: 2)
                .highPriorityGesture(
                    DragGesture(minimumDistance: 0, coordinateSpace: .local)
                        .updating($down) { _, down, _ in down = true }
                        .onChanged { signature.follow(to: part($0.location, of: box.size), from: part($0.startLocation, of: box.size)) })
        }
        .onChange(of: down) { _, down in if !down { signature.lift() } }
        .aspectRatio(Signature.shape, contentMode: .fit)
        .accessibilityElement()
        .accessibilityLabel(words.visit.signHere)
        .accessibilityValue(signature.empty ? "" : words.visit.signed)
        .accessibilityAddTraits(.allowsDirectInteraction)
        if !signature.empty { SideButton(words.visit.signAgain, Icons.again, action: signature.clear) }
    }
}

private var pen: StrokeStyle { StrokeStyle(lineWidth: 3, lineCap: .round, lineJoin: .round) }

private func part(_ spot: CGPoint, of box: CGSize) -> Signature.Spot {
    Signature.Spot(x: spot.x / box.width, y: spot.y / box.height)
}

private func path(of strokes: [[Signature.Spot]], in size: CGSize) -> Path {
    var path = Path()
    for line in Signature.lines(of: strokes, width: size.width, height: size.height) {
        path.addLines(line.map { CGPoint(x: $0.x, y: $0.y) })
    }
    return path
}

extension Signature {
    /// Black on white whatever the screen's colours: it will be printed.
    var jpeg: Data {
        let size = CGSize(width: Picture.width, height: Picture.height)
        let format = UIGraphicsImageRendererFormat()
        // Pixels, not points: the same picture from every phone.
        format.scale = 1
        format.opaque = true
        return UIGraphicsImageRenderer(size: size, format: format).jpegData(withCompressionQuality: 0.9) { canvas in
            UIColor.white.setFill()
            canvas.fill(CGRect(origin: .zero, size: size))
            UIColor.black.setStroke()
            let ink = UIBezierPath(cgPath: path(of: strokes, in: size).cgPath)
            ink.lineWidth = Picture.ink
            ink.lineCapStyle = .round
            ink.lineJoinStyle = .round
            ink.stroke()
        }
    }
}
