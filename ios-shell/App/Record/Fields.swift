import Fieldbook
import FieldbookScreens
import SwiftUI

/// What must be said first, open; what may be said besides, behind one tap.
struct Fields: View {
    let session: Session
    let entering: Entering
    @Bindable var form: EntryForm
    @State private var more: Bool
    @Environment(\.words) private var words

    init(session: Session, entering: Entering, form: EntryForm) {
        (self.session, self.entering) = (session, entering)
        self.form = form
        // What was filled in already, as when an entry is repeated, lies open.
        _more = State(initialValue: form.saysMore)
    }

    var body: some View {
        amounts(required: true)
        if form.step.inputs != nil { Inputs(form: form) }
        if form.step.stamps != nil { StampsField(session: session, form: form) }
        answers(required: true)
        DayField(form: form, times: session.times)
        PhotoField(session: session, entering: entering, form: form)
        if more {
            amounts(required: false)
            answers(required: false)
            TextBox(label: words.record.note, text: $form.note, wrong: form.wrongNote?.said[words.lang])
            BehalfField(others: entering.others, form: form)
        } else {
            let hidden = form.amounts.filter { !$0.rule.required }.count + form.step.fields.filter { !$0.required }.count + 1
            SideButton(words.record.more(count: hidden), Icons.expand) {
                entering.typing = nil
                more = true
            }
        }
    }

    private func amounts(required: Bool) -> some View {
        ForEach($form.amounts) { $amount in
            if amount.rule.required == required {
                AmountField(amount: $amount, wrong: form.wrong(amount), active: entering.typing == amount.id) {
                    entering.typing = amount.id
                }
            }
        }
    }

    private func answers(required: Bool) -> some View {
        ForEach(form.step.fields.filter { $0.required == required }, id: \.code) { field in
            AnswerField(form: form, field: field, times: session.times)
        }
    }
}

/// A number and its unit, both to be hit with a thumb.
private struct AmountField: View {
    @Binding var amount: AmountForm
    let wrong: Invalid?
    let active: Bool
    let onType: @MainActor () -> Void
    @Environment(\.words) private var words
    @Environment(\.colours) private var colours

    var body: some View {
        VStack(alignment: .leading, spacing: Sizes.gapSmall) {
            Heading(amount.rule.label[words.lang])
            Button(action: onType) {
                Text("\(amount.digits.isEmpty ? "0" : amount.digits) \(unitName(amount.unit))")
                    .font(.number)
                    .foregroundStyle(amount.digits.isEmpty ? colours.textQuiet.color : colours.text.color)
                    .padding(Sizes.gap)
                    .frame(maxWidth: .infinity, minHeight: Sizes.touchTarget, alignment: .leading)
                    .ground(colours.surface, edge: active ? colours.primary : colours.outline, width: active ? 3 : 1)
            }
            .buttonStyle(.plain)
            .accessibilityHint(wrong?.said[words.lang] ?? "")
            if amount.rule.units.count > 1 {
                Choices(amount.rule.units, chosen: amount.unit, said: { unitName($0) }) { amount.unit = $0 }
            }
            if let wrong { Wrong(wrong.said[words.lang]) }
        }
    }
}

private struct AnswerField: View {
    @Bindable var form: EntryForm
    let field: StepField
    let times: Times
    @Environment(\.words) private var words

    private var label: String { field.label[words.lang] }
    private var wrong: String? { form.wrong(field)?.said[words.lang] }
    private var typed: Binding<String> { $form.answers[field.code, default: ""] }

    var body: some View {
        switch field.takes {
        case .choice(let choices):
            let now = choices.first { $0.code == typed.wrappedValue }
            chosen { Choices(choices, chosen: now, said: { $0.name[words.lang] }) { typed.wrappedValue = $0.code } }
        case .bool:
            let said = [yes: words.app.yes, no: words.app.no]
            chosen { Choices([yes, no], chosen: typed.wrappedValue, said: { said[$0] ?? $0 }) { typed.wrappedValue = $0 } }
        case .date:
            chosen { DateField(typed: typed, times: times) }
        case .number(let unit, _, _, _):
            TextBox(label: label, text: typed, wrong: wrong, keyboard: .decimalPad, unit: unit?[words.lang])
        case .text:
            TextBox(label: label, text: typed, wrong: wrong)
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

private struct Inputs: View {
    @Bindable var form: EntryForm
    @Environment(\.words) private var words

    var body: some View {
        ForEach($form.inputs) { $input in
            Heading(words.record.inputs)
            TextBox(label: words.record.inputName, text: $input.material)
            TextBox(label: words.record.inputAmount, text: $input.dose)
            if form.step.inputs?.preHarvestInterval == true {
                TextBox(label: words.record.intervalDays, text: $input.days, keyboard: .numberPad)
            }
        }
        ForEach(form.wrongInputs, id: \.field) { Wrong($0.said[words.lang]) }
        SideButton(words.record.addInput, Icons.add) { form.inputs.append(InputForm()) }
    }
}

/// "Ghi hộ": who did the work, when it is not who writes it down.
private struct BehalfField: View {
    let others: [Person]
    let form: EntryForm
    @Environment(\.words) private var words

    var body: some View {
        if !others.isEmpty {
            Heading(words.onBehalf.title)
            Choices([nil] + others.map { Optional($0.id) }, chosen: form.onBehalfOf, said: name) { form.onBehalfOf = $0 }
        }
    }

    private func name(_ id: PersonId?) -> String {
        others.first { $0.id == id }?.name ?? words.onBehalf.nobody
    }
}
