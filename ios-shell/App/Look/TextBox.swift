import FieldbookScreens
import SwiftUI

/// Something to write. Its name stands above it and stays there.
struct TextBox: View {
    let label: String
    @Binding var text: String
    var wrong: String?
    var keyboard = UIKeyboardType.default
    var unit: String?
    var lines = 1
    @FocusState private var focused: Bool
    @Environment(\.colours) private var colours

    var body: some View {
        VStack(alignment: .leading, spacing: Sizes.gapTiny) {
            Heading(label)
            HStack(spacing: Sizes.gapSmall) {
                TextField("", text: $text, axis: lines > 1 ? .vertical : .horizontal)
                    .lineLimit(lines, reservesSpace: lines > 1)
                    .keyboardType(keyboard)
                    .focused($focused)
                    .accessibilityLabel(label)
                    .accessibilityHint(wrong ?? "")
                if let unit { Text(unit).foregroundStyle(colours.textQuiet.color) }
            }
            .padding(Sizes.gap)
            .frame(minHeight: Sizes.touchTarget)
            .ground(colours.surface, edge: edge, width: wrong != nil ? 2 : focused ? 3 : 1)
            .onTapGesture { focused = true }
            if let wrong { Wrong(wrong) }
        }
    }

    private var edge: Shade { wrong != nil ? colours.bad : focused ? colours.primary : colours.outline }
}

/// What the core did not take, below its field.
struct Wrong: View {
    let said: String
    @Environment(\.colours) private var colours

    init(_ said: String) {
        self.said = said
    }

    var body: some View {
        Text(said).font(.small(.regular)).foregroundStyle(colours.bad.color)
    }
}
