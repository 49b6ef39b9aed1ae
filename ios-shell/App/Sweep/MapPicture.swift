import Fieldbook
import FieldbookScreens
import SwiftUI

/// The sheet as it lies on the table: a tap says which stamp a place is.
struct MapPicture: View {
    let map: SheetMap
    let chosen: UInt32?
    let onChoose: @MainActor (SweptSpot) -> Void
    @Environment(\.words) private var words
    @Environment(\.colours) private var colours

    var body: some View {
        GeometryReader { frame in
            Canvas { picture, size in
                for spot in map.spots { draw(map.place(spot, in: size), spot.mark, spot.spot == chosen, picture) }
            }
            .contentShape(Rectangle())
            .gesture(
                SpatialTapGesture().onEnded { tap in
                    if let spot = map.nearest(to: tap.location, in: frame.size) { onChoose(spot) }
                })
        }
        .aspectRatio(map.aspect, contentMode: .fit)
        .accessibilityElement()
        .accessibilityLabel(words.sweep.map(count: map.spots.count))
    }

    /// Each mark has a shape beside its colour: full, a frame, two frames, a cross.
    private func draw(_ place: CGRect, _ mark: SpotMark, _ chosen: Bool, _ picture: GraphicsContext) {
        func full(_ colour: Shade, _ rect: CGRect) { picture.fill(Path(rect), with: .color(colour.color)) }
        func edge(_ colour: Shade, _ rect: CGRect) {
            picture.stroke(Path(rect), with: .color(colour.color), lineWidth: Sizes.outline)
        }
        switch mark {
        case .read: full(colours.primary, place)
        case .leftOut: edge(colours.outline, place)
        case .duplicate:
            full(colours.warn, place)
            edge(colours.onWarn, place.insetBy(dx: place.width / 4, dy: place.height / 4))
        case .stranger:
            edge(colours.bad, place)
            var cross = Path()
            cross.addLines([CGPoint(x: place.minX, y: place.minY), CGPoint(x: place.maxX, y: place.maxY)])
            cross.addLines([CGPoint(x: place.maxX, y: place.minY), CGPoint(x: place.minX, y: place.maxY)])
            picture.stroke(cross, with: .color(colours.bad.color), lineWidth: Sizes.outline)
        case .unread, .unsure:
            edge(colours.text, place)
            let dot = CGRect(x: place.midX, y: place.midY, width: 0, height: 0).insetBy(dx: -Sizes.outline, dy: -Sizes.outline)
            picture.fill(Path(ellipseIn: dot), with: .color(colours.text.color))
        }
        if chosen { edge(colours.text, place.insetBy(dx: -Sizes.outline * 2, dy: -Sizes.outline * 2)) }
    }
}
