package vn.fieldbook.ui.conflict

import vn.fieldbook.Conflict
import vn.fieldbook.ConflictValue
import vn.fieldbook.Deed
import vn.fieldbook.Document
import vn.fieldbook.FactView
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.HistoryEntry
import vn.fieldbook.Step
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.history.Part
import vn.fieldbook.ui.history.label
import vn.fieldbook.ui.history.part
import vn.fieldbook.ui.history.refusal
import vn.fieldbook.ui.record.step

/** One of the values, and on which device it was written where the book knows. */
class Side(val value: ConflictValue, val device: String?)

/** A field on which people disagree, with what is needed to choose. */
class ConflictView(
    val conflict: Conflict,
    val document: Document?,
    val entry: FactView?,
    val step: Step?,
    val part: Part,
    val sides: List<Side>,
    /** Why this person may not settle it; null when they may. */
    val notAllowed: FieldbookException.NotAllowed?,
)

/** Everything people disagree on. */
suspend fun conflictViews(book: Fieldbook): List<ConflictView> = book.journal.conflicts().map { book.view(it) }

/** One of them; null once it is settled, also by somebody else. */
class Found(val view: ConflictView?)

suspend fun found(book: Fieldbook, screen: Screen.Conflict): Found {
    val conflict = book.journal.conflicts().find { it.doc.id == screen.doc && it.fact == screen.fact && it.field == screen.field }
    return Found(conflict?.let { book.view(it) })
}

private suspend fun Fieldbook.view(conflict: Conflict): ConflictView {
    val entry = conflict.fact?.let { journal.get(it) }
    val step = entry?.let { step(it) }
    val happened = conflict.fact?.let { journal.history(it) }.orEmpty()
    return ConflictView(
        conflict = conflict,
        document = document(conflict),
        entry = entry,
        step = step,
        part = entry?.let { part(it, step, conflict.field) } ?: Part.Other(conflict.field, label(conflict.field)),
        // Oldest first on every phone, so that two people on the telephone mean the same by “the upper one”.
        sides = conflict.values.sortedBy { it.at }.map { value -> Side(value, happened.find { it.writes(conflict, value) }?.deviceName) },
        notAllowed = refusal(entry?.let { Deed.Correct(it.fact.kind) } ?: Deed.Document(conflict.doc.kind)),
    )
}

private fun HistoryEntry.writes(conflict: Conflict, value: ConflictValue): Boolean =
    field == conflict.field && by == value.by && at == value.at && new == value.value

/** The organisation's register is no document that opens. */
private suspend fun Fieldbook.document(conflict: Conflict): Document? =
    try {
        documents.get(conflict.doc.id)
    } catch (missing: FieldbookException.NotFound) {
        null
    }
