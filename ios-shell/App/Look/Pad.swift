import FieldbookScreens
import SwiftUI

/// Keys as large as a thumb, always there: the phone's own keyboard covers half of a small screen.
struct Pad: View {
    let press: @MainActor (Character) -> Void
    let erase: @MainActor () -> Void
    @Environment(\.words) private var words

    var body: some View {
        let mark = decimalMark(words.lang)
        Grid(horizontalSpacing: Sizes.gapTiny, verticalSpacing: Sizes.gapTiny) {
            ForEach(["123", "456", "789"], id: \.self) { row in
                GridRow { ForEach(Array(row), id: \.self) { digit($0) } }
            }
            GridRow {
                digit(mark)
                digit("0")
                Key(label: words.quantity.erase, action: erase) { Picture(name: Icons.erase) }
            }
        }
    }

    private func digit(_ key: Character) -> some View {
        Key(label: String(key), action: { press(key) }) { Text(String(key)).font(.large) }
    }
}

private struct Key<Face: View>: View {
    let label: String
    let action: @MainActor () -> Void
    @ViewBuilder let face: Face
    @Environment(\.colours) private var colours

    var body: some View {
        Button(action: action) {
            face.frame(maxWidth: .infinity, minHeight: Sizes.touchTarget).ground(colours.surfaceRaised)
        }
        .buttonStyle(.plain)
        .accessibilityLabel(label)
        .accessibilityAddTraits(.isKeyboardKey)
    }
}
