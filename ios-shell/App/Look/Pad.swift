import FieldbookScreens
import SwiftUI

/// Keys as large as a thumb, always there: the phone's own keyboard covers half of a small screen.
struct Pad: View {
    let press: @MainActor (Character) -> Void
    let erase: @MainActor () -> Void
    @Environment(\.words) private var words

    var body: some View {
        let mark = decimalMark(words.lang)
        Keys(press: press, erase: erase) { Digit(key: mark, press: press) }
    }
}

/// The same for digits that are no number, such as a PIN.
struct DigitPad: View {
    let press: @MainActor (Character) -> Void
    let erase: @MainActor () -> Void

    var body: some View {
        Keys(press: press, erase: erase) { Color.clear.frame(height: Sizes.touchTarget).accessibilityHidden(true) }
    }
}

private struct Keys<Corner: View>: View {
    let press: @MainActor (Character) -> Void
    let erase: @MainActor () -> Void
    @ViewBuilder let corner: Corner
    @Environment(\.words) private var words

    var body: some View {
        Grid(horizontalSpacing: Sizes.gapTiny, verticalSpacing: Sizes.gapTiny) {
            ForEach(["123", "456", "789"], id: \.self) { row in
                GridRow { ForEach(Array(row), id: \.self) { Digit(key: $0, press: press) } }
            }
            GridRow {
                corner
                Digit(key: "0", press: press)
                Key(label: words.quantity.erase, action: erase) { Picture(name: Icons.erase) }
            }
        }
    }
}

private struct Digit: View {
    let key: Character
    let press: @MainActor (Character) -> Void

    var body: some View {
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
