import FieldbookScreens
import SwiftUI

/// One of the answers to a question of a checklist.
struct Verdict {
    let code: String
    let label: String
}

/// Answers side by side, each as large as a thumb; below one another where letters are large.
struct Verdicts: View {
    let verdicts: [Verdict]
    let chosen: String?
    let choose: @MainActor (String) -> Void
    @Environment(\.dynamicTypeSize) private var letters

    var body: some View {
        let layout = letters > .xxLarge
            ? AnyLayout(VStackLayout(spacing: Sizes.gapSmall)) : AnyLayout(HStackLayout(spacing: Sizes.gapSmall))
        layout {
            ForEach(verdicts, id: \.code) { verdict in
                Answer(verdict: verdict, chosen: verdict.code == chosen) { choose(verdict.code) }
            }
        }
        .fixedSize(horizontal: false, vertical: true)
    }
}

/// The chosen one is filled and has a thick edge and its own sign: nobody needs to tell green from red.
private struct Answer: View {
    let verdict: Verdict
    let chosen: Bool
    let action: @MainActor () -> Void
    @Environment(\.colours) private var colours

    var body: some View {
        Button(action: action) {
            VStack {
                Picture(name: sign, size: Sizes.iconSmall)
                Text(verdict.label).font(.small(chosen ? .semiBold : .regular)).multilineTextAlignment(.center)
            }
            .padding(Sizes.gapTiny)
            .frame(maxWidth: .infinity, minHeight: Sizes.touchTarget, maxHeight: .infinity)
            .foregroundStyle(chosen ? colours.on(tone).color : colours.text.color)
            .ground(
                chosen ? colours.ground(tone) : colours.surface, edge: chosen ? colours.text : colours.outline,
                width: chosen ? 3 : 1)
        }
        .buttonStyle(.plain)
        .accessibilityAddTraits(chosen ? .isSelected : [])
    }

    private var tone: Tone {
        switch verdict.code {
        case yes: .good
        case no: .bad
        default: .waiting
        }
    }

    private var sign: String {
        switch verdict.code {
        case yes: Icons.check
        case no: Icons.close
        default: Icons.remove
        }
    }
}
