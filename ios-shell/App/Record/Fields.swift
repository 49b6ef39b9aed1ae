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
        if form.bringsIn { OriginsField(entering: entering, form: form) }
        amounts(required: true)
        if form.step.inputs != nil { Inputs(entering: entering, form: form) }
        if form.step.stamps != nil { StampsField(session: session, form: form) }
        answers(required: true)
        DayField(form: form, times: session.times)
        PhotoField(session: session, form: form)
        if let saying = entering.saying { VoiceField(session: session, saying: saying) }
        if more {
            amounts(required: false)
            answers(required: false)
            if !form.bringsIn { OriginsField(entering: entering, form: form) }
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
                if amount.id == .in, form.inParts {
                    Sum(form: form, amount: amount)
                } else {
                    AmountField(
                        label: amount.rule.label[words.lang], amount: $amount.typed, wrong: form.wrong(amount),
                        active: entering.typing == .asked(amount.id)
                    ) { entering.typing = .asked(amount.id) }
                }
            }
        }
    }

    private func answers(required: Bool) -> some View {
        ForEach(form.step.fields.filter { $0.required == required }, id: \.code) { field in
            AnswerField(form: form, field: field, times: session.times, lang: words.lang)
        }
    }
}

private struct Inputs: View {
    let entering: Entering
    @Bindable var form: EntryForm
    @Environment(\.words) private var words

    var body: some View {
        ForEach($form.inputs) { $input in
            Heading(words.record.inputs)
            TextBox(label: words.record.inputName, text: $input.material, wrong: form.wrongName(input)?.said[words.lang])
            if let amount = Binding($input.amount) {
                AmountField(
                    label: words.record.inputAmount, amount: amount, wrong: nil, active: entering.typing == .input(input.id)
                ) { entering.typing = .input(input.id) }
            }
            TextBox(label: words.record.inputDose, text: $input.dose)
            if form.step.inputs?.preHarvestInterval == true {
                let wrong = form.wrongDays(input)?.said[words.lang]
                TextBox(label: words.record.intervalDays, text: $input.days, wrong: wrong, keyboard: .numberPad)
            }
        }
        SideButton(words.record.addInput, Icons.add) { form.addInput() }
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
