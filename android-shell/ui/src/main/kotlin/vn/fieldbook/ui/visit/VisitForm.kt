package vn.fieldbook.ui.visit

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.time.OffsetDateTime
import vn.fieldbook.Answer
import vn.fieldbook.BlobHash
import vn.fieldbook.Document
import vn.fieldbook.FactId
import vn.fieldbook.Fieldbook
import vn.fieldbook.NewFact
import vn.fieldbook.Nonconformity
import vn.fieldbook.Step
import vn.fieldbook.StepField
import vn.fieldbook.Visited
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.draft.Drafted
import vn.fieldbook.ui.draft.keptUnder
import vn.fieldbook.ui.draft.listed
import vn.fieldbook.ui.draft.under
import vn.fieldbook.ui.record.EntryForm
import vn.fieldbook.ui.record.Fix
import vn.fieldbook.ui.record.begun
import vn.fieldbook.ui.record.fix
import vn.fieldbook.ui.record.kept

/** A nonconformity being written down; [question] is what it was found at, if it was one of the checklist's. */
class PointForm(val entry: EntryForm, val question: String?) {
    val touched: Boolean get() = entry.photos.isNotEmpty() || entry.answers.any { (field, said) -> field != Asked.FOUND && said.isNotBlank() }
}

/** What is seen now of a nonconformity that was found before. */
class RecheckForm(val point: Nonconformity, val entry: EntryForm) {
    val name = "recheck.${point.id}"
    val answered: Boolean get() = Asked.MENDED in entry.answers
}

/** A visit as a person fills it in: the checklist, what was found before, what is found now, the conclusion, a signature. */
class VisitForm(
    val document: Document,
    private val steps: List<Step>,
    val visited: Visited,
    inspection: Step,
    /** The person's newest inspection in this visit: what was begun before it is saved already. */
    private val after: FactId? = null,
) : Drafted {
    enum class Part { CHECKLIST, POINTS, CONCLUSION }

    var part: Part by mutableStateOf(Part.CHECKLIST)
    val inspection = EntryForm(document, inspection)
    val signature = Signature()

    /** When the visit was: that of its first answer, also where it is finished on another day. */
    override var begun: OffsetDateTime? by mutableStateOf(null)

    /** Where the visit is, once the device knows. */
    var fix: Fix? by mutableStateOf(null)

    val points = mutableStateListOf<PointForm>()
    val rechecks: List<RecheckForm> =
        step(Asked.RECHECK)?.let { step -> visited.nonconformities.filterNot { it.mended }.map { RecheckForm(it, recheck(it, step)) } }.orEmpty()

    /** What is asked with a few words to answer with, and may be left out. */
    val questions: List<StepField> = inspection.fields.filter { it.takes is Answer.Choice && !it.required }

    /** What is left for the end. Where each point has its own corrective action and day, they are not asked for all at once. */
    val closing: List<StepField> =
        (inspection.fields - questions.toSet()).filterNot { canHavePoints && it.code in setOf(Asked.ACTION, Asked.LOOK_AGAIN) }

    val answered: Int get() = questions.count { it.code in inspection.answers }

    /** Older product groups know one corrective action for the whole visit, and no points. */
    val canHavePoints: Boolean get() = step(Asked.NONCONFORMITY) != null

    private fun step(code: String): Step? = steps.find { it.code == code }

    private fun recheck(point: Nonconformity, step: Step) = EntryForm(document, step).apply { answers[Asked.NONCONFORMITY] = point.id.toString() }

    /** What was not met is a point to be written down; [label] is what it begins with. */
    fun answer(question: StepField, code: String, label: String) {
        inspection.answers[question.code] = code
        val point = points.find { it.question == question.code }
        if (code == Asked.NOT_MET && point == null) addPoint(question.code, label)
        if (code != Asked.NOT_MET && point != null && !point.touched) points.remove(point)
    }

    fun addPoint(question: String? = null, found: String = ""): PointForm? {
        val step = step(Asked.NONCONFORMITY) ?: return null
        val entry = EntryForm(document, step).apply { if (found.isNotEmpty()) answers[Asked.FOUND] = found }
        return PointForm(entry, question).also { points += it }
    }

    fun remove(point: PointForm) {
        points -= point
        if (points.isEmpty()) part = Part.CHECKLIST
    }

    /** The part before this one; null at the first. */
    fun before(): Part? = Part.entries.take(part.ordinal).lastOrNull { it != Part.POINTS || points.isNotEmpty() }

    fun after(): Part? = Part.entries.drop(part.ordinal + 1).firstOrNull { it != Part.POINTS || points.isNotEmpty() }

    /**
     * Writes it all down at once, or nothing of it, the visit's own entry last. Null when the rules find something that the
     * person has not seen yet; it stands where it was found.
     */
    suspend fun finish(book: Fieldbook, times: Times, picture: (Signature) -> ByteArray): FactId? {
        suspend fun looked(form: EntryForm): NewFact? {
            form.begun = begun
            form.fix = fix
            return form.looked(book, times)
        }
        val facts = mutableListOf<NewFact>()
        part = Part.CHECKLIST
        for (recheck in rechecks.filter { it.answered }) facts += looked(recheck.entry) ?: return null
        part = Part.POINTS
        for (point in points) facts += looked(point.entry) ?: return null
        part = Part.CONCLUSION
        val signed: BlobHash? = if (signature.empty) null else book.blobs.keepPhoto(picture(signature))
        inspection.photos += listOfNotNull(signed)
        try {
            facts += looked(inspection) ?: return null
            return book.journal.recordAll(facts).last().view.fact.id
        } finally {
            // Refused: it may be signed anew. Saved: the form is done with.
            inspection.photos -= listOfNotNull(signed).toSet()
        }
    }

    override val albums: Map<String, MutableList<BlobHash>>
        get() =
            mapOf(INSPECTION to inspection.photos) +
                points.withIndex().associate { "point.${it.index}" to it.value.entry.photos } +
                rechecks.associate { it.name to it.entry.photos }

    override fun kept(): Map<String, String> =
        buildMap {
            put("after", after.toString())
            putAll(inspection.kept().keptUnder(INSPECTION))
            if (!signature.empty) put("signature", signature.text())
            points.forEachIndexed { at, point ->
                put("point.$at", point.question.orEmpty())
                putAll(point.entry.kept().keptUnder("point.$at.entry"))
            }
            for (recheck in rechecks.filter { it.answered }) {
                putAll(recheck.entry.kept().keptUnder("${recheck.name}.entry"))
            }
        }

    // Who only looks at the next part has answered nothing: the visit has not begun.
    override fun beside() = kept(begun, fix) + ("part" to part.name)

    override fun takeUp(kept: Map<String, String>) {
        require(standsAfter(after, kept)) { "saved meanwhile" }
        begun = begun(kept)
        fix = fix(kept)
        inspection.takeUp(kept.under(INSPECTION))
        kept["signature"]?.let(signature::read)
        kept.listed("point").forEachIndexed { at, question ->
            val point = requireNotNull(addPoint(question.ifEmpty { null }))
            point.entry.takeUp(kept.under("point.$at.entry"))
        }
        for (recheck in rechecks) {
            recheck.entry.takeUp(kept.under("${recheck.name}.entry").ifEmpty { continue })
        }
        part = Part.valueOf(kept["part"].orEmpty())
        if (part == Part.POINTS && points.isEmpty()) part = Part.CHECKLIST
    }

    companion object {
        const val INSPECTION = "inspection"

        /** Whether a draft was begun after this entry, the person's newest: else it is of what is saved already. */
        fun standsAfter(entry: FactId?, kept: Map<String, String>): Boolean = kept["after"] == entry.toString()
    }
}
