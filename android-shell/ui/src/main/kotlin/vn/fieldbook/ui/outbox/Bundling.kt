package vn.fieldbook.ui.outbox

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.CoroutineScope
import vn.fieldbook.Bundle
import vn.fieldbook.Fieldbook
import vn.fieldbook.ImportReport
import vn.fieldbook.importBundle
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.open.awake

/** Files instead of a network: what this phone gives, what it takes in, what it brings back. */
class Bundling(private val book: Fieldbook, private val device: Device, scope: CoroutineScope) {
    val giving = Work(scope)
    val taking = Work(scope)
    val returning = Work(scope)

    /** What was given to another phone. */
    var given: Bundle? by mutableStateOf(null)
        private set

    /** What was in a file of another phone. */
    var taken: ImportReport? by mutableStateOf(null)
        private set

    /** The receipts that were given back. */
    var returned: Bundle? by mutableStateOf(null)
        private set

    fun give() =
        giving.start {
            given = null
            val bundle = book.sync.bundleOutbox()
            device.files.share(OUTBOX_NAME, MIME, bundle.bytes)
            given = bundle
        }

    fun take() =
        taking.start {
            taken = null
            // Which type a messenger gave the file nobody knows; the book says whether it is one.
            device.files.pick(listOf("*/*"))?.let { file ->
                // Who comes back from choosing a file is here a moment before the book is open again.
                taken = book.awake { it.sync.importBundle(file) }
                device.syncSoon()
            }
        }

    fun giveBack() =
        returning.start {
            returned = null
            val bundle = book.sync.bundleReceipts()
            device.files.share(RECEIPTS_NAME, MIME, bundle.bytes)
            returned = bundle
        }

    private companion object {
        const val MIME = "application/octet-stream"
        const val OUTBOX_NAME = "so-dong.bundle"
        const val RECEIPTS_NAME = "bien-nhan.bundle"
    }
}

/** Changes that were new to this phone, those it cannot read and only carries among them. */
val ImportReport.new: ULong get() = shown + sealed
