package vn.fieldbook.ui.visit

import java.time.LocalDate
import java.util.UUID
import vn.fieldbook.BlobHash
import vn.fieldbook.DocId
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.Fact
import vn.fieldbook.FactId
import vn.fieldbook.FactKind
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.FieldValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.record.text

/** What the product groups call a visit's steps and fields. What they are called on the screen, the groups say. */
internal object Asked {
    const val INSPECTION = "inspect"
    const val CONCLUSION = "conclusion"
    const val ACTION = "corrective_action"
    const val LOOK_AGAIN = "recheck_on"
    const val NONCONFORMITY = "nonconformity"
    const val FOUND = "found"
    const val DUE = "due_by"
    const val RECHECK = "recheck"
    const val MENDED = "mended"

    /** The answer to a question that was not met. */
    const val NOT_MET = "no"
}

/** A nonconformity, and what became of it. */
class Point(val entry: FactView, looks: List<FactView>) {
    private val last: FactView? = looks.maxByOrNull { it.fact.occurred.toInstant() }

    val id: FactId get() = entry.fact.id
    val found: String = entry.fact.text(Asked.FOUND).orEmpty()
    val action: String = entry.fact.text(Asked.ACTION).orEmpty()
    val mended: Boolean = (last?.fact?.fields?.get(Asked.MENDED) as? FieldValue.Bool)?.value == true

    /** The day agreed on last; none once it is mended. */
    val due: LocalDate? = if (mended) null else last?.fact?.day(Asked.DUE) ?: entry.fact.day(Asked.DUE)
    val photos: List<BlobHash> = entry.fact.photos + last?.fact?.photos.orEmpty()
}

/** Everything that visits found at one place, over the years. */
class Visited(entries: List<FactView>) {
    private val counting = entries.filter { it.voided == null }.sortedByDescending { it.fact.occurred.toInstant() }

    /** The newest first. */
    val inspections: List<FactView> = counting.filter { it.fact.step == Asked.INSPECTION }
    val last: FactView? get() = inspections.firstOrNull()

    val points: List<Point> = points(counting)
    val open: List<Point> get() = points.filterNot { it.mended }

    /** The day that the last inspection named to look at the whole again. */
    val lookAgain: LocalDate? = last?.fact?.day(Asked.LOOK_AGAIN)

    /** The first day on which somebody is to look again. */
    val due: LocalDate? = (open.mapNotNull { it.due } + listOfNotNull(lookAgain)).minOrNull()
}

private fun points(entries: List<FactView>): List<Point> {
    val looks = entries.filter { it.fact.step == Asked.RECHECK }.groupBy { it.fact.text(Asked.NONCONFORMITY) }
    return entries.filter { it.fact.step == Asked.NONCONFORMITY }.map { Point(it, looks[it.fact.id.toString()].orEmpty()) }
}

/** What a visit is to; one to no season and no lot stands for itself. */
val Document.subject: DocId get() = text("subject")?.let { runCatching { UUID.fromString(it) }.getOrNull() } ?: doc.id

/** What was found where this visit goes, also by other visits and in the season's or lot's own book. */
suspend fun Fieldbook.visited(visit: Document): Visited {
    val visits = documents.list(DocKind.VISIT).filter { it.subject == visit.subject }.map { it.doc.id }
    return Visited((visits + visit.subject).distinct().flatMap { inspections(it) })
}

/** All that was inspected, in one document or anywhere, however much it is. */
suspend fun Fieldbook.inspections(doc: DocId? = null): List<FactView> {
    val found = mutableListOf<FactView>()
    do {
        val steps = listOf(Asked.INSPECTION, Asked.NONCONFORMITY, Asked.RECHECK)
        val query = FactQuery(doc = doc, kind = FactKind.INSPECT, steps = steps, limit = PAGE, offset = found.size.toUInt())
        val page = journal.query(query)
        found += page
    } while (page.size == PAGE.toInt())
    return found
}

private const val PAGE = 200u

internal fun Fact.text(field: String): String? = (fields[field] as? FieldValue.Text)?.value

internal fun Fact.day(field: String): LocalDate? = (fields[field] as? FieldValue.Date)?.value
