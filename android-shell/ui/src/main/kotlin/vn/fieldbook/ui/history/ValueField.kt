package vn.fieldbook.ui.history

import androidx.compose.runtime.Composable
import vn.fieldbook.get
import vn.fieldbook.ui.look.Choices
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.AmountField
import vn.fieldbook.ui.record.AnswerField
import vn.fieldbook.ui.record.DateField
import vn.fieldbook.ui.record.NO
import vn.fieldbook.ui.record.YES

/** Where the right value is written, in the way that the part is written in a new entry. */
@Composable
fun ValueField(form: ValueForm, typing: Boolean, onType: () -> Unit) {
    val label = form.part.label[words.lang]
    when (val part = form.part) {
        is Part.Amount -> form.amount?.let { AmountField(it, typing, label, onType = onType) }
        is Part.Asked -> AnswerField(part.asked, form.typed, wrong = null) { form.typed = it }
        is Part.Occurred -> DateField(label, form.typed) { form.typed = it }
        is Part.Void -> Choices(listOf(NO, YES), form.typed, { if (it == YES) words.history.crossedOut else words.history.stands }) { form.typed = it }
        is Part.Note -> TextBox(label, form.typed, lines = 3) { form.typed = it }
        is Part.Other -> TextBox(label, form.typed) { form.typed = it }
    }
}

/** Why, in one tap where a usual reason will do. */
@Composable
fun ReasonField(label: String, reason: String, usual: List<String>, onReason: (String) -> Unit) {
    Heading(label)
    Choices(usual, reason, { it }, onReason)
    TextBox(words.history.reasonOther, if (reason in usual) "" else reason, onType = onReason)
}
