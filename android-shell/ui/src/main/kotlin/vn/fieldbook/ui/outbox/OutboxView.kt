package vn.fieldbook.ui.outbox

import kotlinx.coroutines.flow.Flow
import vn.fieldbook.BlobStanding
import vn.fieldbook.BlobView
import vn.fieldbook.ChangeState
import vn.fieldbook.FactId
import vn.fieldbook.Fieldbook
import vn.fieldbook.OutboxCounts
import vn.fieldbook.OutboxItem
import vn.fieldbook.OutboxWhat
import vn.fieldbook.SyncStatus
import vn.fieldbook.Topic
import vn.fieldbook.watch

/** What of this phone the hub does not have or does not count, as much as is shown at once. */
class OutboxView(
    val items: List<OutboxItem>,
    val counts: OutboxCounts,
    val status: SyncStatus,
    /** Photos that wait for Wi-Fi. */
    val waitingForWifi: List<BlobView>,
) {
    /** Only a person can settle these. */
    val stuck: List<OutboxItem> get() = items.filter { it.isStuck }
    val waiting: List<OutboxItem> get() = items - stuck.toSet()

    /** There are more than are shown. */
    val more: Boolean get() = items.size.toULong() < counts.all
}

/** The hub holds it or has refused it. */
val OutboxItem.isStuck: Boolean get() = state == ChangeState.HELD || state == ChangeState.REFUSED

/** The entry it is about, where this phone can show one. */
val OutboxItem.fact: FactId?
    get() =
        when (val about = what) {
            is OutboxWhat.Fact -> about.fact
            is OutboxWhat.Correction -> about.fact
            is OutboxWhat.Voiding -> about.fact
            is OutboxWhat.Document, is OutboxWhat.File -> null
        }

/** Everything that is not settled. */
val OutboxCounts.all: ULong get() = open + held + refused

/** What is on its way, or not yet. */
val OutboxCounts.open: ULong get() = onPhone + handedOver

/** What waits for a person. */
val OutboxCounts.stuck: ULong get() = held + refused

/** There is something to send: this phone's own, or what it carries for another. */
fun waits(counts: OutboxCounts, status: SyncStatus): Boolean = counts.open + status.freight > 0uL

fun outboxViews(book: Fieldbook, shown: UInt): Flow<OutboxView> =
    book.watch(Topic.OUTBOX, Topic.FACTS, Topic.DOCUMENTS) {
        OutboxView(
            items = it.sync.outbox(shown),
            counts = it.sync.outboxCounts(),
            status = it.sync.status(),
            waitingForWifi = it.blobs.list().filter { blob -> blob.standing is BlobStanding.WaitingForWifi },
        )
    }
