import FieldbookScreens
import SwiftUI

/// A few words to choose one from. All lie open: nobody has to guess what a closed list holds.
struct Choices<Option: Hashable>: View {
    let options: [Option]
    let chosen: Option?
    let said: @MainActor (Option) -> String
    let choose: @MainActor (Option) -> Void

    init(
        _ options: [Option], chosen: Option?, said: @escaping @MainActor (Option) -> String,
        choose: @escaping @MainActor (Option) -> Void
    ) {
        (self.options, self.chosen, self.said, self.choose) = (options, chosen, said, choose)
    }

    var body: some View {
        FlowRow(gap: Sizes.gapSmall) {
            ForEach(options, id: \.self) { option in
                Chip(label: said(option), chosen: option == chosen) { choose(option) }
            }
        }
    }
}

/// A word that can be chosen; the chosen one also has a tick, for eyes that do not tell colours.
struct Chip: View {
    let label: String
    let chosen: Bool
    let action: @MainActor () -> Void
    @Environment(\.colours) private var colours

    var body: some View {
        Button(action: action) {
            HStack(spacing: Sizes.gapTiny) {
                if chosen { Picture(name: Icons.check, size: Sizes.iconSmall) }
                Text(label)
            }
            .padding(.horizontal, Sizes.gap)
            .frame(minWidth: Sizes.touchTarget, minHeight: Sizes.touchTarget)
            .foregroundStyle(chosen ? colours.onPrimaryContainer.color : colours.text.color)
            .ground(
                chosen ? colours.primaryContainer : colours.surface, edge: chosen ? colours.primary : colours.outline,
                width: chosen ? 2 : 1)
        }
        .buttonStyle(.plain)
        .accessibilityAddTraits(chosen ? .isSelected : [])
    }
}

/// What does not fit beside each other goes below.
struct FlowRow: Layout {
    let gap: Double

    func sizeThatFits(proposal: ProposedViewSize, subviews: Subviews, cache: inout Void) -> CGSize {
        let places = places(subviews, width: proposal.width ?? .infinity)
        let sizes = subviews.map { $0.sizeThatFits(.unspecified) }
        let right = zip(places, sizes).map { $0.x + $1.width }.max() ?? 0
        let bottom = zip(places, sizes).map { $0.y + $1.height }.max() ?? 0
        return CGSize(width: right, height: bottom)
    }

    func placeSubviews(in bounds: CGRect, proposal: ProposedViewSize, subviews: Subviews, cache: inout Void) {
        for (subview, place) in zip(subviews, places(subviews, width: bounds.width)) {
            subview.place(at: CGPoint(x: bounds.minX + place.x, y: bounds.minY + place.y), proposal: .unspecified)
        }
    }

    private func places(_ subviews: Subviews, width: CGFloat) -> [CGPoint] {
        var (x, y, height): (CGFloat, CGFloat, CGFloat) = (0, 0, 0)
        return subviews.map { subview in
            let size = subview.sizeThatFits(.unspecified)
            if x > 0, x + size.width > width { (x, y, height) = (0, y + height + gap, 0) }
            defer { (x, height) = (x + size.width + gap, max(height, size.height)) }
            return CGPoint(x: x, y: y)
        }
    }
}
