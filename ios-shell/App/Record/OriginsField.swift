import Fieldbook
import FieldbookScreens
import SwiftUI

/// From which seasons and lots; how much of each is asked only when there are several.
struct OriginsField: View {
    let entering: Entering
    @Bindable var form: EntryForm
    @State private var all = false
    @Environment(\.words) private var words

    /// As many as a small screen shows beside the pad; the rest behind one tap.
    private var shown: [OriginForm] {
        form.origins.enumerated().filter { all || $0.offset < 4 || $0.element.taken }.map(\.element)
    }

    var body: some View {
        if !form.origins.isEmpty {
            Heading(words.lot.from)
            FlowRow(gap: Sizes.gapSmall) {
                ForEach(shown) { origin in
                    Chip(label: origin.document.name, chosen: origin.taken) { entering.take(origin.id) }
                }
            }
            if shown.count < form.origins.count { SideButton(words.app.more, Icons.expand) { all = true } }
            if form.eachSays { parts }
        }
    }

    private var parts: some View {
        ForEach($form.origins) { $origin in
            if origin.taken, let amount = Binding($origin.amount) {
                AmountField(
                    label: words.lot.partOf(name: origin.document.name), amount: amount, wrong: nil,
                    active: entering.typing == .origin(origin.id)
                ) { entering.typing = .origin(origin.id) }
            }
        }
    }
}

/// What the parts come to, where the whole is not asked for.
struct Sum: View {
    let form: EntryForm
    let amount: AskedAmount
    @Environment(\.words) private var words

    var body: some View {
        Heading(amount.rule.label[words.lang])
        // A part that cannot be read yet is said when it is saved.
        let sum = (try? form.sum()).flatMap { $0 }
        Text(sum.map { sayQuantity($0, lang: words.lang) } ?? "0 " + unitName(amount.unit))
            .font(.pageTitle)
            .accessibilityAddTraits(.updatesFrequently)
        if let wrong = form.wrong(amount) { Wrong(wrong.said[words.lang]) }
    }
}
