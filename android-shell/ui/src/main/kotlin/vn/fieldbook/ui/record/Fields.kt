package vn.fieldbook.ui.record

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import vn.fieldbook.Answer
import vn.fieldbook.QuantityRole
import vn.fieldbook.StepField
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.activate.StampsField
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.look.Choices
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.staysInView
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.voice.VoiceField
import vn.fieldbook.unitName

/** What must be said first, open; what may be said besides, behind one tap. */
@Composable
fun Fields(session: Session, drafting: Drafting<EntryForm>, typing: AmountForm?, onType: (AmountForm?) -> Unit) {
    val form = drafting.form
    val (needed, besides) = form.amounts.partition { it.rule.required }
    if (form.bringsIn) OriginsField(form, typing, onType)
    for (amount in needed) AmountField(form, amount, active = amount === typing) { onType(amount) }
    if (form.step.inputs != null) Inputs(form, typing, onType)
    if (form.step.stamps != null) StampsField(session, form)
    for (field in form.step.fields.filter { it.required }) AnswerField(form, field)
    DayField(form)
    PhotoField(session, drafting, EntryForm.ALBUM)
    VoiceField(session, drafting)
    val optional = form.step.fields.filterNot { it.required }
    // What was filled in already, as when an entry is repeated, lies open.
    var more by rememberSaveable { mutableStateOf(form.saysMore) }
    if (!more) SideButton(words.record.more(besides.size + optional.size + 1), Icons.expand) { onType(null); more = true }
    if (more) {
        for (amount in besides) AmountField(form, amount, active = amount === typing) { onType(amount) }
        for (field in optional) AnswerField(form, field)
        if (!form.bringsIn) OriginsField(form, typing, onType)
        NoteField(form)
        BehalfField(session, form)
    }
}

/** What is asked for by a step: typed, or the sum of what each origin gave. */
@Composable
private fun AmountField(form: EntryForm, amount: AskedAmount, active: Boolean, onType: () -> Unit) {
    if (form.inParts && amount.rule.role == QuantityRole.IN) return Sum(form, amount)
    AmountField(amount, active, amount.rule.label[words.lang], form.wrong[place(amount.rule.role)]?.said?.get(words.lang), onType)
}

/** A number and its unit, both to be hit with a thumb, also while the pad takes half of the screen. */
@Composable
fun AmountField(amount: AmountForm, active: Boolean, label: String, wrong: String? = null, onType: () -> Unit) {
    Column(Modifier.staysInView(active), verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall)) {
        NumberField(label, amount.digits, unitName(amount.unit), active, wrong, onType)
        if (amount.units.size > 1) Choices(amount.units, amount.unit, { unitName(it) }) { amount.unit = it }
    }
}

/** A number that the pad writes into while it is [active]: then it is said anew after each key. */
@Composable
private fun NumberField(label: String, digits: String, unit: String, active: Boolean, wrong: String?, onType: () -> Unit) {
    val said = "$label: ${digits.ifEmpty { "0" }} $unit"
    Column(verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall)) {
        Heading(label)
        Surface(
            onClick = onType,
            modifier =
                Modifier.fillMaxWidth().heightIn(min = Sizes.touchTarget).semantics {
                    contentDescription = said
                    if (active) liveRegion = LiveRegionMode.Polite
                    if (wrong != null) error(wrong)
                },
            shape = RoundedCornerShape(Sizes.corner),
            color = colours.surface,
            border = BorderStroke(if (active) 3.dp else 1.dp, if (active) colours.primary else colours.outline),
        ) {
            Text(
                "${digits.ifEmpty { "0" }} $unit",
                Modifier.padding(Sizes.gap),
                style = MaterialTheme.typography.displaySmall,
                color = if (digits.isEmpty()) colours.textQuiet else colours.text,
            )
        }
        if (wrong != null) Wrong(wrong)
    }
}

/** A question of a step, and what it takes for an answer. */
@Composable
fun AnswerField(field: StepField, typed: String, wrong: String?, onType: (String) -> Unit) {
    val label = field.label[words.lang]
    when (val takes = field.takes) {
        is Answer.Choice -> {
            Heading(label)
            Choices(takes.choices, takes.choices.find { it.code == typed }, { it.name[words.lang] }) { onType(it.code) }
        }
        is Answer.Bool -> {
            Heading(label)
            Choices(listOf(YES, NO), typed, { if (it == YES) words.app.yes else words.app.no }, onType)
        }
        is Answer.Date -> DateField(label, typed, onType)
        is Answer.Number -> TextBox(label, typed, wrong, KeyboardType.Decimal, takes.unit?.get(words.lang), onType = onType)
        is Answer.Text -> TextBox(label, typed, wrong, onType = onType)
    }
}

@Composable
fun AnswerField(form: EntryForm, field: StepField) {
    val wrong = form.wrong["fields." + field.code]?.said?.get(words.lang)
    AnswerField(field, form.answers[field.code].orEmpty(), wrong) { form.answers[field.code] = it }
}

@Composable
private fun NoteField(form: EntryForm) {
    TextBox(words.record.note, form.note, form.wrong["note"]?.said?.get(words.lang)) { form.note = it }
}

@Composable
private fun Inputs(form: EntryForm, typing: AmountForm?, onType: (AmountForm?) -> Unit) {
    for (input in form.inputs) {
        Heading(words.record.inputs)
        TextBox(words.record.inputName, input.material, form.wrongName(input)?.said?.get(words.lang)) { input.material = it }
        AmountField(input.amount, active = input.amount === typing, label = words.record.inputAmount) { onType(input.amount) }
        TextBox(words.record.inputDose, input.dose) { input.dose = it }
        if (form.step.inputs?.preHarvestInterval == true) {
            TextBox(words.record.intervalDays, input.days, form.wrongDays(input)?.said?.get(words.lang), KeyboardType.Number) { input.days = it }
        }
    }
    SideButton(words.record.addInput, Icons.add) { form.inputs += form.newInput() }
}

@Composable
fun Wrong(said: String) {
    Text(said, style = MaterialTheme.typography.bodyMedium, color = colours.bad)
}
