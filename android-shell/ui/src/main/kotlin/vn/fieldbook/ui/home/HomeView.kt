package vn.fieldbook.ui.home

import kotlinx.coroutines.flow.Flow
import vn.fieldbook.DayUse
import vn.fieldbook.DocId
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.Me
import vn.fieldbook.OutboxCounts
import vn.fieldbook.Rescue
import vn.fieldbook.SyncStatus
import vn.fieldbook.Task
import vn.fieldbook.TaskKind
import vn.fieldbook.Topic
import vn.fieldbook.lastSync
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.outbox.all
import vn.fieldbook.ui.outbox.stuck
import vn.fieldbook.watch

/** Everything that the first screen shows, read at once. */
class HomeView(
    val me: Me,
    val sync: SyncStatus,
    /** How much of this phone's work is where. */
    val counts: OutboxCounts,
    /** What was saved of a damaged book, until somebody has read it. */
    val rescue: Rescue?,
    val conflicts: Int,
    /** What the person of this phone can do about stamps; what waits for others is not theirs to be told of here. */
    val tasks: List<Task>,
    /** This person's last entry, which "như lần trước" repeats. */
    val last: FactView?,
    val today: DayUse?,
    /** The newest first. */
    val seasons: List<Document>,
    val due: List<DueHere>,
    /** Why a part of this is missing: a list that cannot be read must not take the way to the others. */
    val unread: FieldbookException?,
) {
    /** How many things only a person can settle. */
    val needsYou: Int get() = counts.stuck.toInt() + conflicts + tasks.size + (if (rescue == null) 0 else 1)

    /** Nothing was recorded here yet, and the hub never met: the strip says what it is for. */
    val isFirstDay: Boolean get() = counts.all + counts.received + sync.freight == 0uL && sync.lastSync == null

    /** Where the next entry most likely belongs: the season that was written in last, or the only one. */
    fun season(last: DocId?): Document? = seasons.find { it.doc.id == last } ?: seasons.singleOrNull()
}

/** The first screen's view, now and after every change. */
fun homeViews(book: Fieldbook, times: Times): Flow<HomeView> =
    book.watch(Topic.FACTS, Topic.DOCUMENTS, Topic.CLAIMS, Topic.OUTBOX) { read(it, times) }

private suspend fun read(book: Fieldbook, times: Times): HomeView {
    val me = book.people.me()
    val parts = Parts()
    return HomeView(
        me = me,
        sync = book.sync.status(),
        counts = book.sync.outboxCounts(),
        rescue = book.rescue(),
        conflicts = parts.read(0) { book.journal.conflicts().size },
        tasks = parts.read(emptyList()) { book.tasks.list().filter { it.isForMe } },
        last = parts.read(null) { lastOf(book, me) },
        today = parts.read(null) { book.sync.usage(1u).firstOrNull() },
        // After the counts: a screen that counts a season among what waits leads to it.
        seasons = parts.read(emptyList()) { book.documents.list(DocKind.SEASON) },
        due = parts.read(emptyList()) { due(book, times) },
        unread = parts.failure,
    )
}

private suspend fun lastOf(book: Fieldbook, me: Me): FactView? =
    book.journal.query(FactQuery(standing = true, limit = 20u)).firstOrNull { it.fact.recorder == me.person }

/** Staff are waited for, or this person may not: then there is nothing that they could do. */
val Task.isForMe: Boolean get() = kind != TaskKind.WAIT && hindrance == null

/** Parts that are read one by one, and what the first of them that could not be read failed of. */
internal class Parts {
    var failure: FieldbookException? = null
        private set

    suspend fun <T> read(otherwise: T, ask: suspend () -> T): T =
        try {
            ask()
        } catch (paused: FieldbookException.Closed) {
            throw paused
        } catch (unread: FieldbookException) {
            failure = failure ?: unread
            otherwise
        }
}
