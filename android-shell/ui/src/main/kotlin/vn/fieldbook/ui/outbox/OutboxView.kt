package vn.fieldbook.ui.outbox

import kotlinx.coroutines.flow.Flow
import vn.fieldbook.BlobStanding
import vn.fieldbook.BlobView
import vn.fieldbook.ChangeState
import vn.fieldbook.Fieldbook
import vn.fieldbook.OutboxCounts
import vn.fieldbook.OutboxItem
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
    val stuck: List<OutboxItem> get() = items.filter { it.state == ChangeState.HELD || it.state == ChangeState.REFUSED }
    val waiting: List<OutboxItem> get() = items - stuck.toSet()

    /** There are more than are shown. */
    val more: Boolean get() = items.size.toULong() < counts.all
}

/** Everything that is not settled. */
val OutboxCounts.all: ULong get() = open + held + refused

/** What is on its way, or not yet. */
val OutboxCounts.open: ULong get() = onPhone + handedOver

/** What waits for a person. */
val OutboxCounts.stuck: ULong get() = held + refused

fun outboxViews(book: Fieldbook, shown: UInt): Flow<OutboxView> =
    book.watch(Topic.OUTBOX, Topic.FACTS, Topic.DOCUMENTS) {
        OutboxView(
            items = it.sync.outbox(shown),
            counts = it.sync.outboxCounts(),
            status = it.sync.status(),
            waitingForWifi = it.blobs.list().filter { blob -> blob.standing is BlobStanding.WaitingForWifi },
        )
    }
