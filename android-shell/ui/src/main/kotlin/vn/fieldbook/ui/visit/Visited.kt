package vn.fieldbook.ui.visit

import java.time.LocalDate
import vn.fieldbook.BlobHash
import vn.fieldbook.Fact
import vn.fieldbook.FactId
import vn.fieldbook.FactView
import vn.fieldbook.FieldValue
import vn.fieldbook.Nonconformity
import vn.fieldbook.Visited

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

val Nonconformity.id: FactId get() = entry.fact.id

/** Those of the entry, and of the last look at it. */
val Nonconformity.photos: List<BlobHash> get() = entry.fact.photos + rechecks.firstOrNull()?.fact?.photos.orEmpty()

val Visited.last: FactView? get() = inspections.firstOrNull()

internal fun Fact.text(field: String): String? = (fields[field] as? FieldValue.Text)?.value

internal fun Fact.day(field: String): LocalDate? = (fields[field] as? FieldValue.Date)?.value
