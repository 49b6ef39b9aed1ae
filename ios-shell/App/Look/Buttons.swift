import FieldbookScreens
import SwiftUI

/// The one thing a screen is for.
struct MainButton: View {
    let label: String
    let icon: String?
    let action: @MainActor () -> Void
    @Environment(\.colours) private var colours
    @Environment(\.isEnabled) private var enabled

    init(_ label: String, _ icon: String? = nil, action: @escaping @MainActor () -> Void) {
        (self.label, self.icon, self.action) = (label, icon, action)
    }

    var body: some View {
        Button(action: action) {
            ButtonFace(label: label, icon: icon)
                .foregroundStyle(colours.onPrimary.color)
                .ground(colours.primary)
                .opacity(enabled ? 1 : 0.5)
        }
        .buttonStyle(.plain)
    }
}

/// Another way on.
struct SideButton: View {
    let label: String
    let icon: String?
    let action: @MainActor () -> Void
    @Environment(\.colours) private var colours
    @Environment(\.isEnabled) private var enabled

    init(_ label: String, _ icon: String? = nil, action: @escaping @MainActor () -> Void) {
        (self.label, self.icon, self.action) = (label, icon, action)
    }

    var body: some View {
        Button(action: action) {
            ButtonFace(label: label, icon: icon)
                .foregroundStyle(colours.text.color)
                .ground(colours.surface, edge: colours.outline)
                .opacity(enabled ? 1 : 0.5)
        }
        .buttonStyle(.plain)
    }
}

private struct ButtonFace: View {
    let label: String
    let icon: String?

    var body: some View {
        HStack(spacing: Sizes.gapSmall) {
            if let icon { Picture(name: icon) }
            Text(label).font(.plain(.semiBold)).multilineTextAlignment(.center)
        }
        .padding(.horizontal, Sizes.gap)
        .frame(maxWidth: .infinity, minHeight: Sizes.touchTarget)
    }
}

/// A picture that can be tapped; the label is for who cannot see it.
struct IconTouch: View {
    let icon: String
    let label: String
    let action: @MainActor () -> Void

    init(_ icon: String, _ label: String, action: @escaping @MainActor () -> Void) {
        (self.icon, self.label, self.action) = (icon, label, action)
    }

    var body: some View {
        Button(action: action) {
            Picture(name: icon).frame(width: Sizes.touchTarget, height: Sizes.touchTarget).contentShape(Rectangle())
        }
        .buttonStyle(.plain)
        .accessibilityLabel(label)
    }
}

/// Something to tap with a wet thumb: a picture above a word or two.
struct Tile: View {
    let icon: String
    let label: String
    var strong = false
    let action: @MainActor () -> Void

    var body: some View {
        Button(action: action) {
            VStack(spacing: Sizes.gapSmall) {
                Picture(name: icon, size: Sizes.iconLarge)
                Text(label).font(.plain(.semiBold)).multilineTextAlignment(.center)
            }
            .padding(Sizes.gap)
            .tile(minHeight: Sizes.tileMin, strong: strong)
        }
        .buttonStyle(.plain)
    }
}

/// One tile of so many that they should be seen at once: the picture stands beside the word.
struct LowTile: View {
    let icon: String
    let label: String
    let action: @MainActor () -> Void

    var body: some View {
        Button(action: action) {
            HStack(spacing: Sizes.gapSmall) {
                Picture(name: icon)
                Text(label).font(.plain(.semiBold)).multilineTextAlignment(.leading)
                Spacer(minLength: 0)
            }
            .padding(Sizes.gapSmall)
            .tile(minHeight: Sizes.touchTarget, strong: false)
        }
        .buttonStyle(.plain)
    }
}

private struct TileFace: ViewModifier {
    let minHeight: Double
    let strong: Bool
    @Environment(\.colours) private var colours

    func body(content: Content) -> some View {
        content
            .frame(maxWidth: .infinity, minHeight: minHeight, maxHeight: .infinity)
            .foregroundStyle(strong ? colours.onPrimary.color : colours.text.color)
            .ground(strong ? colours.primary : colours.surfaceRaised, edge: strong ? nil : colours.outline)
    }
}

extension View {
    fileprivate func tile(minHeight: Double, strong: Bool) -> some View { modifier(TileFace(minHeight: minHeight, strong: strong)) }
}

/// Tiles side by side: two on a phone held upright, one where letters are so large that two words do not fit beside each
/// other.
struct Tiles<Content: View>: View {
    @ViewBuilder let content: Content
    @Environment(\.dynamicTypeSize) private var letters

    var body: some View {
        let column = GridItem(.flexible(), spacing: Sizes.gap)
        LazyVGrid(columns: letters > .xxLarge ? [column] : [column, column], spacing: Sizes.gap) { content }
    }
}
