package vn.fieldbook.ui.history

import java.time.LocalDate
import java.time.OffsetDateTime
import vn.fieldbook.Answer
import vn.fieldbook.EnteredUnit
import vn.fieldbook.FactView
import vn.fieldbook.FieldValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.Lang
import vn.fieldbook.QuantityRole
import vn.fieldbook.Step
import vn.fieldbook.StepField
import vn.fieldbook.Wording
import vn.fieldbook.get
import vn.fieldbook.looks.Words
import vn.fieldbook.ui.Times
import vn.fieldbook.sayNumber
import vn.fieldbook.unitName

/** One part of an entry, or of a document's head: what it is called, and how its values are said. [field] is the core's name. */
sealed class Part(val field: String, val label: Wording) {
    /** What it says now; null when it was left open. */
    abstract fun value(entry: FactView): FieldValue?

    /** A value in words. */
    open fun said(value: FieldValue, words: Words, times: Times): String = plain(value, words, times)

    /** An amount, which may be put right in one of [units]; it stands in [unit]. */
    class Amount(val role: QuantityRole, val unit: EnteredUnit, val units: List<EnteredUnit>, label: Wording) : Part(field(role), label) {
        override fun value(entry: FactView): FieldValue? =
            entry.fact.quantities.find { it.role == role }?.let { FieldValue.Amount(it.quantity) }
    }

    class Asked(val asked: StepField) : Part(asked.code, asked.label) {
        override fun value(entry: FactView): FieldValue? = entry.fact.fields[field]

        override fun said(value: FieldValue, words: Words, times: Times): String {
            val plain = plain(value, words, times)
            return when (val takes = asked.takes) {
                is Answer.Choice -> takes.choices.find { it.code == plain }?.name?.get(words.lang) ?: plain
                is Answer.Number -> takes.unit?.let { "$plain ${it[words.lang]}" } ?: plain
                else -> plain
            }
        }
    }

    class Note(label: Wording) : Part("note", label) {
        override fun value(entry: FactView): FieldValue? = entry.fact.note?.let { FieldValue.Text(it) }
    }

    class Occurred(label: Wording) : Part("occurred", label) {
        override fun value(entry: FactView): FieldValue = FieldValue.Text(entry.fact.occurred.toString())

        override fun said(value: FieldValue, words: Words, times: Times): String =
            moment(value)?.let { times.moment(it, words) } ?: plain(value, words, times)
    }

    /** Whether the entry is crossed out. */
    class Void(label: Wording) : Part(VOID, label) {
        override fun value(entry: FactView): FieldValue = FieldValue.Bool(entry.voided != null)

        override fun said(value: FieldValue, words: Words, times: Times): String =
            if ((value as? FieldValue.Bool)?.value == true) words.history.crossedOut else words.history.stands
    }

    /** A part that this version of the app does not know, or one of a document's head. */
    class Other(field: String, label: Wording) : Part(field, label) {
        override fun value(entry: FactView): FieldValue? = entry.fact.fields[field]
    }
}

/** The core's name for crossing an entry out. */
const val VOID = "void"

private fun field(role: QuantityRole): String = "qty." + role.name.lowercase()

/** The moment that a field keeps as text. */
fun moment(value: FieldValue): OffsetDateTime? = (value as? FieldValue.Text)?.let { runCatching { OffsetDateTime.parse(it.value) }.getOrNull() }

private fun plain(value: FieldValue, words: Words, times: Times): String =
    when (value) {
        is FieldValue.Text -> value.value
        is FieldValue.Number -> sayNumber(value.value, words.lang)
        is FieldValue.Bool -> if (value.value) words.app.yes else words.app.no
        is FieldValue.Date -> times.day(value.value, words)
        is FieldValue.Amount -> "${sayNumber(value.value.entered, words.lang)} ${unitName(value.value.enteredUnit)}"
    }

/** Everything of an entry that people correct one by one: amounts first, then the step's fields, its note and its moment. */
suspend fun Fieldbook.parts(entry: FactView, step: Step?): List<Part> =
    buildList {
        for (amount in entry.fact.quantities) {
            val rule = step?.quantities?.find { it.role == amount.role }
            add(Part.Amount(amount.role, amount.quantity.enteredUnit, rule?.units.orEmpty(), rule?.label ?: label(field(amount.role))))
        }
        step?.fields?.mapTo(this) { Part.Asked(it) }
        add(Part.Note(label("note")))
        add(Part.Occurred(label("occurred")))
    }

/** The part that a field of an entry is, also one that nobody can see there. */
suspend fun Fieldbook.part(entry: FactView, step: Step?, field: String): Part =
    parts(entry, step).find { it.field == field }
        ?: if (field == VOID) Part.Void(label(field)) else Part.Other(field, label(field))

/** What the core calls a field. */
suspend fun Fieldbook.label(field: String): Wording = saying("field.$field")

/** A sentence of the core's in both languages. */
suspend fun Fieldbook.saying(key: String): Wording = Wording(catalog.say(Lang.VI, key, emptyMap()), catalog.say(Lang.EN, key, emptyMap()))

/** A day of a value, for a calendar. */
fun day(value: FieldValue?): LocalDate? =
    when (value) {
        is FieldValue.Date -> value.value
        is FieldValue.Text -> moment(value)?.toLocalDate()
        else -> null
    }
