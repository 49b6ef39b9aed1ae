package vn.fieldbook.ui.home

import kotlinx.coroutines.flow.Flow
import vn.fieldbook.DayUse
import vn.fieldbook.DocId
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.Fieldbook
import vn.fieldbook.Me
import vn.fieldbook.OutboxCounts
import vn.fieldbook.Rescue
import vn.fieldbook.SyncStatus
import vn.fieldbook.Task
import vn.fieldbook.Topic
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
    val tasks: List<Task>,
    /** This person's last entry, which "như lần trước" repeats. */
    val last: FactView?,
    val today: DayUse?,
    /** The newest first. */
    val seasons: List<Document>,
) {
    /** How many things only a person can settle. */
    val needsYou: Int get() = counts.stuck.toInt() + conflicts + tasks.size + (if (rescue == null) 0 else 1)

    /** Where the next entry most likely belongs: the season that was written in last, or the only one. */
    fun season(last: DocId?): Document? = seasons.find { it.doc.id == last } ?: seasons.singleOrNull()
}

/** The first screen's view, now and after every change. */
fun homeViews(book: Fieldbook): Flow<HomeView> =
    book.watch(Topic.FACTS, Topic.DOCUMENTS, Topic.CLAIMS, Topic.OUTBOX) { read(it) }

private suspend fun read(book: Fieldbook): HomeView {
    val me = book.people.me()
    return HomeView(
        me = me,
        sync = book.sync.status(),
        counts = book.sync.outboxCounts(),
        rescue = book.rescue(),
        conflicts = book.journal.conflicts().size,
        tasks = book.tasks.list(),
        last = book.journal.query(FactQuery(standing = true, limit = 20u)).firstOrNull { it.fact.recorder == me.person },
        today = book.sync.usage(1u).firstOrNull(),
        seasons = book.documents.list(DocKind.SEASON),
    )
}
