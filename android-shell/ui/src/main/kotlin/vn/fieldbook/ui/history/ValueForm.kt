package vn.fieldbook.ui.history

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.time.LocalDate
import java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME
import vn.fieldbook.Answer
import vn.fieldbook.FactView
import vn.fieldbook.FieldValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.Lang
import vn.fieldbook.ui.draft.Drafted
import vn.fieldbook.ui.record.AmountForm
import vn.fieldbook.ui.record.NO
import vn.fieldbook.ui.record.YES
import vn.fieldbook.ui.record.typed

/** One value being put right, and why. It knows no rule: what is wrong, the core says. */
class ValueForm(val part: Part, private val entry: FactView?, private val lang: Lang) : Drafted {
    /** As a person writes it: words, a number, a choice's code, an ISO day, [YES] or [NO]. */
    var typed: String by mutableStateOf("")

    /** The same of an amount, in the unit that stands until another is chosen; null for what is none. */
    val amount: AmountForm? = (part as? Part.Amount)?.let { AmountForm(it.units.ifEmpty { listOf(it.unit) }).apply { countIn(it.unit) } }
    var reason: String by mutableStateOf("")

    val ready: Boolean get() = if (amount == null) typed.isNotBlank() else amount.digits.isNotEmpty()

    /** Begins with what it says now. */
    fun fill(value: FieldValue?) {
        typed = value?.let(::asTyped).orEmpty()
    }

    /** What was typed, as the core reads it. */
    suspend fun value(book: Fieldbook): FieldValue {
        val text = typed.trim()
        return when (part) {
            is Part.Amount -> FieldValue.Amount(checkNotNull(amount?.quantity()))
            is Part.Occurred -> FieldValue.Text(checkNotNull(entry).fact.occurred.with(LocalDate.parse(text)).format(ISO_OFFSET_DATE_TIME))
            is Part.Void -> FieldValue.Bool(text == YES)
            is Part.Asked -> answer(book, text)
            is Part.Note, is Part.Other -> FieldValue.Text(text)
        }
    }

    private suspend fun answer(book: Fieldbook, text: String): FieldValue =
        when ((part as Part.Asked).asked.takes) {
            is Answer.Bool -> FieldValue.Bool(text == YES)
            is Answer.Date -> FieldValue.Date(LocalDate.parse(text))
            else -> checkNotNull(entry).let { book.journal.parseField(it.doc.id, it.fact.step, part.field, text) }
        }

    override fun kept() = mapOf("typed" to typed, "reason" to reason) + amount?.kept().orEmpty()

    override fun takeUp(kept: Map<String, String>) {
        amount?.takeUp(kept)
        typed = kept["typed"].orEmpty()
        reason = kept["reason"].orEmpty()
    }

    /** Null when none was given. */
    fun why(): String? = reason.trim().ifEmpty { null }

    private fun asTyped(value: FieldValue): String =
        moment(value)?.takeIf { part is Part.Occurred }?.toLocalDate()?.toString() ?: value.typed(lang)
}
