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
import vn.fieldbook.ui.record.EntryForm

/** A nonconformity being written down; [question] is what it was found at, if it was one of the checklist's. */
class PointForm(val entry: EntryForm, val question: String?) {
    /** The entry it became. It is not written twice when the visit's own entry is refused or the phone dies between. */
    var written: FactId? by mutableStateOf(null)

    val touched: Boolean get() = written != null || entry.photos.isNotEmpty() || entry.answers.any { (field, said) -> field != Asked.FOUND && said.isNotBlank() }
}

/** What is seen now of a nonconformity that was found before. */
class RecheckForm(val point: Point, val entry: EntryForm) {
    var written: FactId? by mutableStateOf(null)

    val answered: Boolean get() = Asked.MENDED in entry.answers
}

/** A visit as a person fills it in: the checklist, what was found before, what is found now, the conclusion, a signature. */
class VisitForm(val document: Document, private val steps: List<Step>, val visited: Visited, inspection: Step) {
    enum class Part { CHECKLIST, POINTS, CONCLUSION }

    var part: Part by mutableStateOf(Part.CHECKLIST)
    val inspection = EntryForm(document, inspection)
    val signature = Signature()
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

    fun addPoint(question: String? = null, found: String = "") {
        val step = step(Asked.NONCONFORMITY) ?: return
        points += PointForm(EntryForm(document, step).apply { if (found.isNotEmpty()) answers[Asked.FOUND] = found }, question)
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
     * something that the person has not seen yet; it stands where it was found.
     */
    suspend fun finish(book: Fieldbook, times: Times, place: Place?, picture: (Signature) -> ByteArray): FactId? {
        part = Part.CHECKLIST
        for (recheck in rechecks.filter { it.answered && it.written == null }) {
            recheck.written = written(recheck.entry, book, times, place) ?: return null
        }
        part = Part.POINTS
        for (point in points.filter { it.written == null }) {
            point.written = written(point.entry, book, times, place) ?: return null
        }
        part = Part.CONCLUSION
        val signed: BlobHash? = if (signature.empty) null else book.blobs.keepPhoto(picture(signature))
        inspection.photos += listOfNotNull(signed)
        try {
            return written(inspection, book, times, place)
        } finally {
            // Refused: it may be signed anew. Saved: the form is done with.
            inspection.photos -= listOfNotNull(signed).toSet()
        }
    }

    private suspend fun written(form: EntryForm, book: Fieldbook, times: Times, place: Place?): FactId? {
        form.place = place
        return form.save(book, times)?.view?.fact?.id
    }

    /** What of it outlives the screen and the process. */
    fun kept(): Map<String, String> =
        buildMap {
            put("part", part.name)
            inspection.keptIn(this, "inspection")
            if (!signature.empty) put("signature", signature.text())
            points.forEachIndexed { at, point ->
                put("point.$at", point.question.orEmpty())
                point.written?.let { put("point.$at.written", it.toString()) }
                point.entry.keptIn(this, "point.$at")
            }
            for (recheck in rechecks.filter { it.answered }) {
                recheck.written?.let { put("recheck.${recheck.point.id}.written", it.toString()) }
                recheck.entry.keptIn(this, "recheck.${recheck.point.id}")
            }
        }

    /** Goes on where it was left. */
    fun takeUp(kept: Map<String, String>) {
        inspection.takeUp(kept, "inspection")
        kept["signature"]?.let(signature::read)
        generateSequence(0) { it + 1 }.takeWhile { "point.$it" in kept }.forEach { at ->
            addPoint(kept.getValue("point.$at").ifEmpty { null })
            points.lastOrNull()?.let { point ->
                point.entry.takeUp(kept, "point.$at")
                point.written = kept["point.$at.written"]?.let(UUID::fromString)
            }
        }
        for (recheck in rechecks) {
            recheck.entry.takeUp(kept, "recheck.${recheck.point.id}")
            recheck.written = kept["recheck.${recheck.point.id}.written"]?.let(UUID::fromString)
        }
        part = Part.entries.find { it.name == kept["part"] } ?: Part.CHECKLIST
        if (part == Part.POINTS && points.isEmpty()) part = Part.CHECKLIST
    }
}

private fun EntryForm.keptIn(kept: MutableMap<String, String>, name: String) {
    for ((field, said) in answers) kept["$name.answers.$field"] = said
    if (photos.isNotEmpty()) kept["$name.photos"] = photos.joinToString(" ")
    if (note.isNotEmpty()) kept["$name.note"] = note
}

private fun EntryForm.takeUp(kept: Map<String, String>, name: String) {
    for (field in step.fields) kept["$name.answers.${field.code}"]?.let { answers[field.code] = it }
    photos += kept["$name.photos"]?.split(' ').orEmpty()
    note = kept["$name.note"].orEmpty()
}
