package vn.fieldbook.ui.history

import kotlinx.coroutines.flow.Flow
import vn.fieldbook.ClockTrust
import vn.fieldbook.Deed
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.FactReceipt
import vn.fieldbook.FactId
import vn.fieldbook.FactView
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.FindingCode
import vn.fieldbook.HistoryEntry
import vn.fieldbook.Origin
import vn.fieldbook.Step
import vn.fieldbook.Topic
import vn.fieldbook.Wording
import vn.fieldbook.clockTrustName
import vn.fieldbook.ui.record.name
import vn.fieldbook.ui.record.step
import vn.fieldbook.watch

/** Where goods came from, by the name that people use. */
class OriginView(val origin: Origin, val kind: DocKind?, val name: String)

/** One entry, and everything that happened to it, read at once. */
class HistoryView(
    val entry: FactView,
    val document: Document,
    val step: Step?,
    val parts: List<Part>,
    val origins: List<OriginView>,
    val happened: List<Happening>,
    val receipts: List<FactReceipt>,
    /** Why this person may not correct it; null when they may. */
    val notAllowed: FieldbookException.NotAllowed?,
    /** Corrections that are shown, and that the hub holds or has refused. */
    val notTaken: List<NotTaken>,
)

/** One line of an entry's history, with the core's words for what is doubtful about it. */
class Happening(val told: HistoryEntry, val part: Part?, val clock: Wording?, val finding: Wording?)

/** The view of an entry, now and after every change. */
fun historyViews(book: Fieldbook, fact: FactId): Flow<HistoryView> = book.watch(Topic.FACTS, Topic.OUTBOX) { read(it, fact) }

private suspend fun read(book: Fieldbook, fact: FactId): HistoryView {
    val entry = book.journal.get(fact)
    val step = book.step(entry)
    val parts = book.parts(entry, step)
    return HistoryView(
        entry = entry,
        document = book.documents.get(entry.doc.id),
        step = step,
        parts = parts,
        origins = entry.fact.origins.map { book.origin(it) },
        happened = book.journal.history(fact).map { book.happening(it, entry, step) },
        receipts = book.journal.receipts(fact),
        notAllowed = book.refusal(Deed.Correct(entry.fact.kind)),
        notTaken = book.notTaken(fact),
    )
}

/** The core's no to something, if it says no. */
suspend fun Fieldbook.refusal(deed: Deed): FieldbookException.NotAllowed? =
    try {
        people.may(deed)
        null
    } catch (no: FieldbookException.NotAllowed) {
        no
    }

/** An origin that has not arrived on this phone has no name yet. */
private suspend fun Fieldbook.origin(origin: Origin): OriginView =
    try {
        documents.get(origin.doc).let { OriginView(origin, it.doc.kind, it.name) }
    } catch (missing: FieldbookException.NotFound) {
        OriginView(origin, null, "")
    }

private suspend fun Fieldbook.happening(told: HistoryEntry, entry: FactView, step: Step?): Happening =
    Happening(
        told = told,
        part = told.field?.let { part(entry, step, it) },
        clock = if (told.atTrust == ClockTrust.HUB_CHECKED) null else clockTrustName(told.atTrust),
        finding = told.finding?.let { saying("finding." + it.code) },
    )

private val FindingCode.code: String get() = name.lowercase()
