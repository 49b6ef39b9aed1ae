import FieldbookScreens
import SwiftUI

/// Something that others must not read: as dots, or as it is. Either way with the keyboard that writes everything else: the
/// system's own covered field writes no Vietnamese marks, and a passphrase would be another one on the next phone.
enum Secret {
    case covered, shown
}

/// Something to write. Its name stands above it and stays there.
struct TextBox: View {
    let label: String
    @Binding var text: String
    var wrong: String?
    var keyboard = UIKeyboardType.default
    var unit: String?
    var lines = 1
    var secret: Secret?
    @FocusState private var focused: Bool
    @Environment(\.colours) private var colours

    var body: some View {
        VStack(alignment: .leading, spacing: Sizes.gapTiny) {
            Heading(label)
            HStack(spacing: Sizes.gapSmall) {
                field
                    .keyboardType(keyboard)
                    // What is secret is not to turn up among the words that the keyboard proposes, nor with a capital.
                    .autocorrectionDisabled(secret != nil)
                    .textInputAutocapitalization(secret == nil ? .sentences : .never)
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

    private var covered: Bool { secret == .covered }

    private var field: some View {
        TextField("", text: $text, axis: lines > 1 ? .vertical : .horizontal)
            .lineLimit(lines, reservesSpace: lines > 1)
            .foregroundStyle(covered ? Color.clear : colours.text.color)
            .overlay(alignment: .leading) {
                if covered { Text(String(repeating: "•", count: text.count)).allowsHitTesting(false).accessibilityHidden(true) }
            }
            .privacySensitive(secret != nil)
            .accessibilityValue(covered ? String(repeating: "•", count: text.count) : text)
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

extension String {
    /// Nothing but space: nothing was typed.
    var blank: Bool { allSatisfy(\.isWhitespace) }
}
