import Fieldbook
import FieldbookScreens
import SwiftUI

/// A number and its unit, both to be hit with a thumb.
struct AmountField: View {
    let label: String
    @Binding var amount: AmountForm
    let wrong: Invalid?
    let active: Bool
    let onType: @MainActor () -> Void
    @Environment(\.words) private var words

    var body: some View {
        VStack(alignment: .leading, spacing: Sizes.gapSmall) {
            NumberField(label: label, digits: amount.digits, unit: amount.unit, active: active, onType: onType)
                .accessibilityHint(wrong?.said[words.lang] ?? "")
            if amount.units.count > 1 {
                Choices(amount.units, chosen: amount.unit, said: { unitName($0) }) { amount.unit = $0 }
            }
            if let wrong { Wrong(wrong.said[words.lang]) }
        }
    }
}

/// A number that the pad writes into while it is active.
struct NumberField: View {
    let label: String
    let digits: String
    let unit: EnteredUnit
    let active: Bool
    let onType: @MainActor () -> Void
    @Environment(\.colours) private var colours

    var body: some View {
        Heading(label)
        Button(action: onType) {
            Text("\(digits.isEmpty ? "0" : digits) \(unitName(unit))")
                .font(.number)
                .foregroundStyle(digits.isEmpty ? colours.textQuiet.color : colours.text.color)
                .padding(Sizes.gap)
                .frame(maxWidth: .infinity, minHeight: Sizes.touchTarget, alignment: .leading)
                .ground(colours.surface, edge: active ? colours.primary : colours.outline, width: active ? 3 : 1)
        }
        .buttonStyle(.plain)
    }
}

/// A question of a step, and what it takes for an answer.
struct AnswerField: View {
    let field: StepField
    @Binding var typed: String
    let wrong: String?
    let times: Times
    @Environment(\.words) private var words

    private var label: String { field.label[words.lang] }

    var body: some View {
        switch field.takes {
        case .choice(let choices):
            let now = choices.first { $0.code == typed }
            chosen { Choices(choices, chosen: now, said: { $0.name[words.lang] }) { typed = $0.code } }
        case .bool:
            let said = [yes: words.app.yes, no: words.app.no]
            chosen { Choices([yes, no], chosen: typed, said: { said[$0] ?? $0 }) { typed = $0 } }
        case .date:
            chosen { DateField(typed: $typed, times: times) }
        case .number(let unit, _, _, _):
            TextBox(label: label, text: $typed, wrong: wrong, keyboard: .decimalPad, unit: unit?[words.lang])
        case .text:
            TextBox(label: label, text: $typed, wrong: wrong)
        }
    }

    private func chosen<Content: View>(@ViewBuilder content: () -> Content) -> some View {
        VStack(alignment: .leading, spacing: Sizes.gapSmall) {
            Heading(label)
            content()
            if let wrong { Wrong(wrong) }
        }
    }
}

extension AnswerField {
    /// One of a form's.
    init(form: EntryForm, field: StepField, times: Times, lang: Lang) {
        self.init(field: field, typed: form.answer(to: field.code), wrong: form.wrong(field)?.said[lang], times: times)
    }
}

extension EntryForm {
    /// What was typed or chosen for a field.
    func answer(to field: String) -> Binding<String> {
        Bindable(self).answers[field, default: ""]
    }
}
