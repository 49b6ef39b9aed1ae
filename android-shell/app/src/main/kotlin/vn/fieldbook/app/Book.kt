package vn.fieldbook.app

import android.util.Log
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.open.Opening
import vn.fieldbook.ui.open.awake

/**
 * Who holds the one book of this process open: the screens while one is seen, and syncs in the background. So a sync
 * that began behind a screen goes on when the person leaves, and the file is closed when it ends.
 */
internal class Book(device: Device) {
    val opening = Opening(device, onOpen = { if (!isSeen) closed(it) })

    private val order = Mutex() // fair: coming and going count in the order in which they happened
    @Volatile private var isSeen = false

    private val opened: Fieldbook? get() = (opening.state as? Opening.State.Open)?.book

    /** A screen is there: opens the file, until [unseen]. */
    suspend fun seen(): Unit = inOrder {
        isSeen = true
        opening.open()
        try {
            opened?.resume()
        } catch (failed: FieldbookException) {
            opening.reopen() // says why, if it does not open so either
        }
    }

    /** No screen is there any more: after a [lastLook] the file is closed, unless a sync holds it. */
    suspend fun unseen(lastLook: suspend (Fieldbook) -> Unit): Unit = inOrder {
        isSeen = false
        opened?.let { book ->
            try {
                book.awake {
                    closed(it)
                    lastLook(it)
                }
            } catch (unread: FieldbookException) {
                Log.w(TAG, "the last look", unread) // the next sync looks again
            }
        }
    }

    /** What [work] does with the open book; null when there is none that opens. */
    suspend fun <T> held(work: suspend (Fieldbook) -> T): T? {
        opening.open()
        return opened?.awake(work)
    }

    private suspend fun closed(book: Fieldbook) =
        try {
            book.pause()
        } catch (unfolded: FieldbookException) {
            Log.w(TAG, "closed all the same", unfolded)
        }

    private suspend fun inOrder(step: suspend () -> Unit) = order.withLock { withContext(NonCancellable) { step() } }

    private companion object {
        const val TAG = "Fieldbook"
    }
}
