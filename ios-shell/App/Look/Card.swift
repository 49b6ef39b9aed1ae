import Accessibility
import Fieldbook
import FieldbookScreens
import SwiftUI

/// One thing among others: a picture, what it is, what to know of it; to be opened where there is more of it.
struct Line<Below: View>: View {
    let title: String
    let detail: String?
    let icon: String?
    /// A picture at the end, and what it says to who cannot see it.
    let beside: (icon: String, said: String)?
    let action: (@MainActor () -> Void)?
    @ViewBuilder let below: Below
    @Environment(\.colours) private var colours

    init(
        title: String, detail: String? = nil, icon: String? = nil, beside: (icon: String, said: String)? = nil,
        action: (@MainActor () -> Void)? = nil, @ViewBuilder below: () -> Below = { EmptyView() }
    ) {
        (self.title, self.detail, self.icon, self.beside, self.action) = (title, detail, icon, beside, action)
        self.below = below()
    }

    var body: some View {
        if let action {
            Button(action: action) { face }.buttonStyle(.plain)
        } else {
            face.accessibilityElement(children: .combine)
        }
    }

    private var face: some View {
        HStack(spacing: Sizes.gap) {
            if let icon { Picture(name: icon) }
            VStack(alignment: .leading) {
                Text(title).font(.plain(.semiBold))
                if let detail { Text(detail).font(.small(.regular)).foregroundStyle(colours.textQuiet.color) }
                below
            }
            Spacer(minLength: 0)
            if let beside { Picture(name: beside.icon).accessibilityElement().accessibilityLabel(beside.said) }
        }
        .padding(Sizes.gap)
        .frame(maxWidth: .infinity, minHeight: Sizes.touchTarget, alignment: .leading)
        .ground(colours.surfaceRaised, edge: colours.outline)
    }
}

/// A sentence that a person must not miss. Without a tone it is only said.
struct Note: View {
    let text: String
    let tone: Tone?
    var title: String?
    @Environment(\.colours) private var colours

    init(_ text: String, _ tone: Tone?, title: String? = nil) {
        (self.text, self.tone, self.title) = (text, tone, title)
    }

    var body: some View {
        HStack(alignment: .top, spacing: Sizes.gap) {
            Picture(name: tone?.icon ?? Icons.info)
            VStack(alignment: .leading) {
                if let title { Text(title).font(.plain(.semiBold)) }
                Text(text)
            }
            Spacer(minLength: 0)
        }
        .padding(Sizes.gap)
        .frame(maxWidth: .infinity, alignment: .leading)
        .foregroundStyle((tone.map { colours.on($0) } ?? colours.text).color)
        .ground(tone.map { colours.ground($0) } ?? colours.surfaceRaised, edge: tone == nil ? colours.outline : nil)
        .accessibilityElement(children: .combine)
        // It comes while the person looks elsewhere.
        .onAppear { AccessibilityNotification.Announcement([title, text].compactMap(\.self).joined(separator: ". ")).post() }
    }
}

/// A part that is only read: what it is, and what it says.
struct Told: View {
    let label: String
    let said: String
    @Environment(\.colours) private var colours

    var body: some View {
        VStack(alignment: .leading) {
            Text(label).font(.small(.regular)).foregroundStyle(colours.textQuiet.color)
            Text(said)
        }
        .accessibilityElement(children: .combine)
    }
}

/// What need not be read first.
struct Quiet: View {
    let text: String
    @Environment(\.colours) private var colours

    init(_ text: String) {
        self.text = text
    }

    var body: some View {
        Text(text).font(.small(.regular)).foregroundStyle(colours.textQuiet.color)
    }
}

/// What the core says of an error, in the person's language: what is wrong, and what they can do.
struct Failure: View {
    let error: FieldbookError
    @Environment(\.words) private var words

    init(_ error: FieldbookError) {
        self.error = error
    }

    var body: some View {
        Note(error.said[words.lang], .bad)
    }
}

/// What the rules say of an entry, and what can be done.
struct FindingNote: View {
    let finding: Finding
    @Environment(\.words) private var words

    var body: some View {
        Note(finding.remedy[words.lang], finding.severity.tone, title: finding.said[words.lang])
    }
}

/// A word in a coloured field, with its picture.
struct Badge: View {
    let text: String
    let tone: Tone
    let icon: String
    @Environment(\.colours) private var colours

    var body: some View {
        HStack(spacing: Sizes.gapTiny) {
            Picture(name: icon, size: Sizes.iconSmall)
            Text(text).font(.small(.semiBold))
        }
        .padding(.horizontal, Sizes.gapSmall)
        .padding(.vertical, Sizes.gapTiny)
        .foregroundStyle(colours.on(tone).color)
        .ground(colours.ground(tone))
    }
}

extension Tone {
    /// Each tone has its own picture: colour never says it alone.
    var icon: String {
        switch self {
        case .good: Icons.done
        case .waiting: Icons.clock
        case .warn: Icons.warning
        case .bad: Icons.error
        }
    }
}
