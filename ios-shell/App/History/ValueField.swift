import Fieldbook
import FieldbookScreens
import SwiftUI

/// Where the right value is written, in the way that the part is written in a new entry.
struct ValueField: View {
    @Bindable var form: ValueForm
    let active: Bool
    let times: Times
    let onType: @MainActor () -> Void
    @Environment(\.words) private var words

    var body: some View {
        let label = form.part.label[words.lang]
        switch form.part.kind {
        case .amount:
            if let amount = Binding($form.amount) {
                AmountField(label: label, amount: amount, wrong: nil, active: active, onType: onType)
            }
        case .asked(let asked): AnswerField(field: asked, typed: $form.typed, wrong: nil, times: times)
        case .occurred:
            Heading(label)
            DateField(typed: $form.typed, times: times)
        case .void:
            let said = [yes: words.history.crossedOut, no: words.history.stands]
            Choices([no, yes], chosen: form.typed, said: { said[$0] ?? $0 }) { form.typed = $0 }
        case .note: TextBox(label: label, text: $form.typed, lines: 3)
        case .other: TextBox(label: label, text: $form.typed)
        }
    }
}

/// Why something is put right.
struct ReasonFields: View {
    @Bindable var form: ValueForm
    let label: String
    let usual: [String]

    var body: some View {
        ReasonField(label: label, usual: usual, reason: $form.reason)
    }
}

/// Why, in one tap where a usual reason will do.
struct ReasonField: View {
    let label: String
    let usual: [String]
    @Binding var reason: String
    @Environment(\.words) private var words

    var body: some View {
        VStack(alignment: .leading, spacing: Sizes.gapSmall) {
            Heading(label)
            Choices(usual, chosen: reason, said: { $0 }) { reason = $0 }
            TextBox(label: words.history.reasonOther, text: $reason[besides: usual])
        }
    }
}

extension String {
    /// Empty where it is one of the usual ones, which are shown as words to tap.
    fileprivate subscript(besides usual: [String]) -> String {
        get { usual.contains(self) ? "" : self }
        set { self = newValue }
    }
}
