package vn.fieldbook.ui.record

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.mutableStateMapOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.time.LocalDate
import java.time.OffsetDateTime
import vn.fieldbook.Answer
import vn.fieldbook.BlobHash
import vn.fieldbook.Capture
import vn.fieldbook.DecimalNumber
import vn.fieldbook.Document
import vn.fieldbook.EnteredUnit
import vn.fieldbook.FactView
import vn.fieldbook.FieldValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.Finding
import vn.fieldbook.Invalid
import vn.fieldbook.Lang
import vn.fieldbook.NewFact
import vn.fieldbook.Origin
import vn.fieldbook.PersonId
import vn.fieldbook.Quantity
import vn.fieldbook.QuantityRole
import vn.fieldbook.QuantityRule
import vn.fieldbook.Recorded
import vn.fieldbook.RoledQuantity
import vn.fieldbook.Severity
import vn.fieldbook.StampSpan
import vn.fieldbook.Step
import vn.fieldbook.StepField
import vn.fieldbook.normalQuantity
import vn.fieldbook.sayNumber
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.draft.Drafted
import vn.fieldbook.ui.draft.isAwhileAfter

/** A season or lot that goods can come from, and how much of it is taken; [rule] is how the step weighs what goes in. */
class OriginForm(val document: Document, rule: QuantityRule?) {
    var taken: Boolean by mutableStateOf(false)
    val amount: AmountForm? = rule?.let { AmountForm(it.units) }
}

/**
 * One step's fields as a person fills them in. It knows no rule: what is wrong, the core says when it is saved. [sources]
 * are what goods can come from, [bringsIn] whether this step is where they come in.
 */
class EntryForm(
    val document: Document,
    val step: Step,
    sources: List<Document> = emptyList(),
    val bringsIn: Boolean = false,
) : Drafted {
    val amounts: List<AskedAmount> = step.quantities.map(::AskedAmount)
    val inputs = mutableStateListOf<InputForm>().apply { if (step.inputs != null) add(newInput()) }

    /** What was typed or chosen, by field; for a choice, its code. */
    val answers = mutableStateMapOf<String, String>()
    val photos = mutableStateListOf<BlobHash>()
    override val voices = mutableStateListOf<String>()
    val stamps = mutableStateListOf<StampSpan>()

    /** Numbers of stamps that are being typed. */
    var stampFirst: String by mutableStateOf("")
    var stampLast: String by mutableStateOf("")
    val origins: List<OriginForm> = sources.map { source -> OriginForm(source, step.quantities.find { it.role == QuantityRole.IN }) }
    var note: String by mutableStateOf("")

    override var begun: OffsetDateTime? by mutableStateOf(null)

    /** What the person chose; null is the day on which it was begun. */
    var day: LocalDate? by mutableStateOf(null)
        internal set
    var fix: Fix? by mutableStateOf(null)
    var onBehalfOf: PersonId? by mutableStateOf(null)

    /** What the rules say of it, once it was looked at. */
    val findings = mutableStateListOf<Finding>()

    /** Something is filled in that need not be. */
    val saysMore: Boolean
        get() = answers.isNotEmpty() || note.isNotEmpty() || amounts.any { !it.rule.required && it.digits.isNotEmpty() } ||
            (!bringsIn && origins.any { it.taken })

    /** What the core did not take, by field. */
    val wrong = mutableStateMapOf<String, Invalid>()

    /** Who counts in tạ counts in tạ the next time too. */
    fun useUnitsOf(entry: FactView?) {
        for (amount in amounts) {
            val old = entry?.fact?.quantities?.find { it.role == amount.rule.role } ?: continue
            amount.countIn(old.quantity.enteredUnit)
        }
        entry?.fact?.inputs?.firstOrNull()?.quantity?.let { old -> inputs.forEach { it.amount.countIn(old.enteredUnit) } }
    }

    /** Room for one more input. */
    fun newInput(): InputForm = InputForm(step.inputs?.units.orEmpty())

    /** Filled in as the core says that an older entry is done again. */
    fun fillLike(again: NewFact, lang: Lang) {
        for (amount in amounts) {
            val old = again.quantities.find { it.role == amount.rule.role }?.quantity ?: continue
            amount.fill(old, lang)
        }
        if (step.inputs != null && again.inputs.isNotEmpty()) {
            inputs.clear()
            again.inputs.mapTo(inputs) { old -> newInput().apply { fillLike(old, lang) } }
        }
        for (field in step.fields) again.fields[field.code]?.let { answers[field.code] = it.typed(lang) }
        for (old in again.origins) origins.find { it.document.doc.id == old.doc }?.fillLike(old, lang)
        note = again.note.orEmpty()
        onBehalfOf = again.onBehalfOf
    }

    private fun OriginForm.fillLike(old: Origin, lang: Lang) {
        taken = true
        old.quantity?.let { amount?.fill(it, lang) }
    }

    /**
     * What is wrong with the name of an input, and with its days. The core has one word for all inputs; it stands at the
     * fields that it is true of.
     */
    fun wrongName(input: InputForm): Invalid? =
        if (input.material.isBlank()) {
            listOfNotNull(wrong["input"], wrong["inputs"]).find { it.reason in NAMELESS }
        } else {
            wrong["input"]?.takeIf { it.reason !in NAMELESS }
        }

    fun wrongDays(input: InputForm): Invalid? = wrong["inputs"]?.takeIf { it.reason == NO_INTERVAL && input.lacksInterval }

    /** Whether a field of this form shows what is wrong with it. */
    fun shows(wrong: Invalid): Boolean =
        wrong.field == "note" ||
            wrong.field == "input" || wrong.reason in OF_INPUTS ||
            amounts.any { place(it.rule.role) == wrong.field } ||
            step.fields.any { "fields." + it.code == wrong.field }

    /**
     * Saves it; when this answers, the entry is on the disk. Null when the rules find something that the person has not seen
     * yet: it stands in [findings], nothing was saved, and the next call saves. [voice] puts into the book what was said.
     */
    suspend fun save(book: Fieldbook, times: Times, voice: suspend () -> List<BlobHash> = { emptyList() }): Recorded? =
        looked(book, times)?.let { book.journal.record(it.copy(voice = voice())) }

    /** The entry as it is to be saved, once the person has seen what the rules find; null when they have not, as above. */
    suspend fun looked(book: Fieldbook, times: Times): NewFact? {
        wrong.clear()
        try {
            val fact = fact(book, times)
            val found = book.journal.check(fact).findings.filter { it.severity != Severity.INFO }
            val seen = findings.map { it.said }
            findings.clear()
            findings.addAll(found)
            return fact.takeIf { seen.containsAll(found.map { finding -> finding.said }) }
        } catch (refused: FieldbookException.InvalidInput) {
            refused.reasons.associateByTo(wrong) { it.field }
            throw refused
        }
    }

    private suspend fun fact(book: Fieldbook, times: Times): NewFact =
        NewFact(
            doc = document.doc.id,
            step = step.code,
            occurred = moment(times),
            place = fix?.at(times.now()),
            quantities = amounts.mapNotNull { form -> quantity(form)?.let { RoledQuantity(form.rule.role, it) } },
            inputs = inputs.filterNot { it.untouched }.map { it.input() },
            photos = photos.toList(),
            fields = step.fields.mapNotNull { field -> value(book, field)?.let { field.code to it } }.toMap(),
            origins = origins(),
            stamps = stamps.toList(),
            note = note.trim().ifEmpty { null },
            capture = Capture.MANUAL,
            onBehalfOf = onBehalfOf,
        )

    /** What goes in altogether. */
    private val whole: AskedAmount? = amounts.find { it.rule.role == QuantityRole.IN }

    private val taken: List<OriginForm> get() = origins.filter { it.taken }

    /** The whole is the sum of what each origin gave: it is not asked for twice. */
    val inParts: Boolean get() = bringsIn && taken.size > 1

    /** Each origin says how much; what is mixed in with the lot's own goods does, also when it is the only one. */
    val eachSays: Boolean get() = inParts || !bringsIn

    /** Takes goods from there, or no longer. What was weighed so far is the part of the only one. */
    fun take(origin: OriginForm) {
        val before = taken.singleOrNull()
        origin.taken = !origin.taken
        if (inParts && before != null) before.amount?.takeOver(whole)
        if (!eachSays) whole?.takeOver(taken.singleOrNull()?.amount)
    }

    /** The parts together, in their unit; in kilograms where they have several. */
    fun sum(): Quantity? {
        val parts = taken.mapNotNull { it.amount?.quantity() }
        val unit = parts.map { it.enteredUnit }.distinct().singleOrNull()
        return when {
            parts.isEmpty() -> null
            unit != null -> Quantity(parts.sumOf { it.entered }, unit)
            else -> Quantity(parts.sumOf { normalQuantity(it).amount }, EnteredUnit.KG)
        }
    }

    private fun origins(): List<Origin> =
        taken.map { Origin(it.document.doc.id, if (eachSays) it.amount?.quantity() else whole?.quantity()) }

    private fun quantity(form: AmountForm): Quantity? = if (form === whole && inParts) sum() else form.quantity()

    private suspend fun value(book: Fieldbook, field: StepField): FieldValue? {
        val typed = answers[field.code]?.trim().orEmpty()
        if (typed.isEmpty()) return null
        return when (field.takes) {
            is Answer.Bool -> FieldValue.Bool(typed == YES)
            is Answer.Date -> FieldValue.Date(LocalDate.parse(typed))
            else -> book.journal.parseField(document.doc.id, step.code, field.code, typed)
        }
    }

    /** The day that it is of. */
    fun dayOf(today: LocalDate): LocalDate = day ?: begunOn(today)

    fun choose(chosen: LocalDate, today: LocalDate) {
        day = chosen.takeIf { it != begunOn(today) }
    }

    // Not later than today: the phone's clock may have been set back since.
    private fun begunOn(today: LocalDate): LocalDate = begun?.toLocalDate()?.takeIf { it < today } ?: today

    /**
     * When it was begun, where it was left since; on another day the hour that it is now, for nobody is asked for more. Null
     * is the moment of saving, by the phone's clock: that one the core can put right by the hub's.
     */
    private fun moment(times: Times): OffsetDateTime? {
        val now = times.local(times.now())
        val chosen = day ?: return begun?.takeIf { now.isAwhileAfter(it) }
        return begun?.takeIf { it.toLocalDate() == chosen && now.isAwhileAfter(it) } ?: now.with(chosen)
    }

    override val albums get() = mapOf(ALBUM to photos)

    override fun kept() = entryKept()

    override fun beside() = kept(begun, fix)

    override fun takeUp(kept: Map<String, String>) = takeUpEntry(kept)

    companion object {
        const val ALBUM = "entry"
    }
}

/** The core's reasons for an input without a name, and for one without its days. */
private val NAMELESS = setOf("material_missing", "input_missing")
private const val NO_INTERVAL = "interval_missing"
private val OF_INPUTS = NAMELESS + NO_INTERVAL

const val YES = "yes"
const val NO = "no"

/** A value as a person types it. */
fun FieldValue.typed(lang: Lang): String =
    when (this) {
        is FieldValue.Text -> value
        is FieldValue.Number -> typed(value, lang)
        is FieldValue.Bool -> if (value) YES else NO
        is FieldValue.Date -> value.toString()
        is FieldValue.Amount -> typed(value.entered, lang)
    }

/** A number as a person types it: without the signs that only group its digits. */
fun typed(number: DecimalNumber, lang: Lang): String = sayNumber(number, lang).replace(if (lang == Lang.VI) "." else ",", "")

/** Where the core puts what is wrong with an amount. */
fun place(role: QuantityRole): String = "quantities." + role.name.lowercase()
