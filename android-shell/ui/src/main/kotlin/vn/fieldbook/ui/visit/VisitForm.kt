package vn.fieldbook.ui.visit

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.util.UUID
import vn.fieldbook.Answer
import vn.fieldbook.BlobHash
import vn.fieldbook.Document
import vn.fieldbook.FactId
import vn.fieldbook.Fieldbook
import vn.fieldbook.Place
import vn.fieldbook.Step
import vn.fieldbook.StepField
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.draft.Drafted
import vn.fieldbook.ui.draft.keptUnder
import vn.fieldbook.ui.draft.listed
import vn.fieldbook.ui.draft.under
import vn.fieldbook.ui.record.EntryForm
import vn.fieldbook.ui.record.mine

/** A nonconformity being written down; [question] is what it was found at, if it was one of the checklist's. */
class PointForm(val entry: EntryForm, val question: String?) {
    /** The entry it became. It is not written twice when the visit's own entry is refused or the phone dies between. */
    var written: FactId? by mutableStateOf(null)

    val touched: Boolean get() = written != null || entry.photos.isNotEmpty() || entry.answers.any { (field, said) -> field != Asked.FOUND && said.isNotBlank() }
}

/** What is seen now of a nonconformity that was found before. */
class RecheckForm(val point: Point, val entry: EntryForm) {
    var written: FactId? by mutableStateOf(null)

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

    /** Where the visit is, once the device knows. */
    var place: Place? = null

    /** A part being written down, and this person's newest entry of its step before. */
    private var writing: Pair<String, String>? = null
    val points = mutableStateListOf<PointForm>()
    val rechecks: List<RecheckForm> =
        step(Asked.RECHECK)?.let { step -> visited.open.map { RecheckForm(it, recheck(it, step)) } }.orEmpty()

    /** What is asked with a few words to answer with, and may be left out. */
    val questions: List<StepField> = inspection.fields.filter { it.takes is Answer.Choice && !it.required }

    /** What is left for the end. Where each point has its own corrective action and day, they are not asked for all at once. */
    val closing: List<StepField> =
        (inspection.fields - questions.toSet()).filterNot { canHavePoints && it.code in setOf(Asked.ACTION, Asked.LOOK_AGAIN) }

    val answered: Int get() = questions.count { it.code in inspection.answers }

    /** Older product groups know one corrective action for the whole visit, and no points. */
    val canHavePoints: Boolean get() = step(Asked.NONCONFORMITY) != null

    private fun step(code: String): Step? = steps.find { it.code == code }

    private fun recheck(point: Point, step: Step) = EntryForm(document, step).apply { answers[Asked.NONCONFORMITY] = point.id.toString() }

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
     * Writes it all down, the visit's own entry last: whoever sees that one sees the others too. Null when the rules find
     * something that the person has not seen yet; it stands where it was found. [keep] puts what was written into the draft.
     */
    suspend fun finish(book: Fieldbook, times: Times, picture: (Signature) -> ByteArray, keep: () -> Unit): FactId? {
        suspend fun once(name: String, form: EntryForm, told: (FactId) -> Unit): Boolean {
            writing = name to book.mine(document.doc.id, form.step.code).toString()
            keep()
            var id: FactId? = null
            try {
                id = written(form, book, times)
            } finally {
                id?.let(told)
                writing = null
                keep()
            }
            return id != null
        }
        part = Part.CHECKLIST
        for (recheck in rechecks.filter { it.answered && it.written == null }) {
            if (!once(recheck.name, recheck.entry) { recheck.written = it }) return null
        }
        part = Part.POINTS
        for ((at, point) in points.withIndex().filter { it.value.written == null }) {
            if (!once("point.$at", point.entry) { point.written = it }) return null
        }
        part = Part.CONCLUSION
        val signed: BlobHash? = if (signature.empty) null else book.blobs.keepPhoto(picture(signature))
        inspection.photos += listOfNotNull(signed)
        try {
            return written(inspection, book, times)
        } finally {
            // Refused: it may be signed anew. Saved: the form is done with.
            inspection.photos -= listOfNotNull(signed).toSet()
        }
    }

    private suspend fun written(form: EntryForm, book: Fieldbook, times: Times): FactId? {
        form.place = place
        return form.save(book, times)?.view?.fact?.id
    }

    /** What became of a part that was being written when the app was killed. */
    suspend fun settle(book: Fieldbook) {
        val (name, before) = writing ?: return
        writing = null
        val recheck = rechecks.find { it.name == name }
        val point = points.withIndex().find { "point.${it.index}" == name }?.value
        val step = recheck?.entry?.step ?: point?.entry?.step ?: return
        val now = book.mine(document.doc.id, step.code)
        if (now.toString() == before) return
        recheck?.written = now
        point?.written = now
    }

    override val albums: Map<String, MutableList<BlobHash>>
        get() =
            mapOf(INSPECTION to inspection.photos) +
                points.withIndex().associate { "point.${it.index}" to it.value.entry.photos } +
                rechecks.associate { it.name to it.entry.photos }

    override fun kept(): Map<String, String> =
        buildMap {
            put("after", after.toString())
            put("part", part.name)
            writing?.let { (name, before) -> put("writing", "$name $before") }
            putAll(inspection.kept().keptUnder(INSPECTION))
            if (!signature.empty) put("signature", signature.text())
            points.forEachIndexed { at, point ->
                put("point.$at", point.question.orEmpty())
                point.written?.let { put("point.$at.written", it.toString()) }
                putAll(point.entry.kept().keptUnder("point.$at.entry"))
            }
            for (recheck in rechecks.filter { it.answered }) {
                recheck.written?.let { put("${recheck.name}.written", it.toString()) }
                putAll(recheck.entry.kept().keptUnder("${recheck.name}.entry"))
            }
        }

    override fun takeUp(kept: Map<String, String>) {
        require(standsAfter(after, kept)) { "saved meanwhile" }
        inspection.takeUp(kept.under(INSPECTION))
        kept["signature"]?.let(signature::read)
        kept.listed("point").forEachIndexed { at, question ->
            val point = requireNotNull(addPoint(question.ifEmpty { null }))
            point.entry.takeUp(kept.under("point.$at.entry"))
            point.written = kept["point.$at.written"]?.let(UUID::fromString)
        }
        for (recheck in rechecks) {
            recheck.entry.takeUp(kept.under("${recheck.name}.entry").ifEmpty { continue })
            recheck.written = kept["${recheck.name}.written"]?.let(UUID::fromString)
        }
        writing = kept["writing"]?.let { it.substringBefore(' ') to it.substringAfter(' ') }
        part = Part.valueOf(kept["part"].orEmpty())
        if (part == Part.POINTS && points.isEmpty()) part = Part.CHECKLIST
    }

    companion object {
        const val INSPECTION = "inspection"

        /** Whether a draft was begun after this entry, the person's newest: else it is of what is saved already. */
        fun standsAfter(entry: FactId?, kept: Map<String, String>): Boolean = kept["after"] == entry.toString()
    }
}
