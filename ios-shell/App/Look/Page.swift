import FieldbookScreens
import SwiftUI

/// One screen: its name above, what it shows in the middle, which scrolls, and what to do next at the bottom, where the
/// thumb is, and where it never scrolls away.
struct Page<Actions: View, Bottom: View, Content: View>: View {
    let title: String
    let onBack: (@MainActor () -> Void)?
    @ViewBuilder let actions: Actions
    @ViewBuilder let bottom: Bottom
    @ViewBuilder let content: Content
    @Environment(\.words) private var words

    init(
        _ title: String, onBack: (@MainActor () -> Void)?, @ViewBuilder actions: () -> Actions = { EmptyView() },
        @ViewBuilder bottom: () -> Bottom = { EmptyView() }, @ViewBuilder content: () -> Content
    ) {
        self.title = title
        self.onBack = onBack
        self.actions = actions()
        self.bottom = bottom()
        self.content = content()
    }

    var body: some View {
        VStack(spacing: 0) {
            HStack(spacing: 0) {
                if let onBack { IconTouch(Icons.back, words.app.back, action: onBack) }
                Text(title)
                    .font(.pageTitle)
                    .padding(.leading, onBack == nil ? Sizes.gapLarge : 0)
                    .accessibilityAddTraits(.isHeader)
                Spacer(minLength: 0)
                actions
            }
            .frame(minHeight: Sizes.touchTarget)
            ScrollView {
                VStack(alignment: .leading, spacing: Sizes.gap) { content }
                    .frame(maxWidth: .infinity, alignment: .leading)
                    .padding(.horizontal, Sizes.gapLarge)
                    .padding(.bottom, Sizes.gap)
            }
            .scrollDismissesKeyboard(.interactively)
            VStack(spacing: Sizes.gapSmall) { bottom }
                .padding(.horizontal, Sizes.gapLarge)
                .padding(.vertical, Sizes.gapSmall)
        }
        .accessibilityAction(.escape) { onBack?() }
    }
}

/// A name above a part of a page; in a form that is read aloud, with a key beside it that says it.
struct Heading: View {
    let text: String
    @Environment(\.aloud) private var aloud
    @Environment(\.colours) private var colours
    @Environment(\.words) private var words

    init(_ text: String) {
        self.text = text
    }

    var body: some View {
        HStack(spacing: 0) {
            Text(text).font(.plain(.semiBold)).foregroundStyle(colours.textQuiet.color).accessibilityAddTraits(.isHeader)
            if let aloud {
                Spacer(minLength: 0)
                IconTouch(Icons.speaker, words.record.readField(name: text)) { aloud(text) }
            }
        }
    }
}
