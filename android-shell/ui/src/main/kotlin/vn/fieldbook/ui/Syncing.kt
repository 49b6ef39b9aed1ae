package vn.fieldbook.ui

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.CoroutineScope
import vn.fieldbook.Ending
import vn.fieldbook.Fieldbook
import vn.fieldbook.Progress
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.open.awake

/**
 * A sync that somebody has begun, and watches on whatever screen they are; it goes on when they leave the app. Those in the
 * background are the device's own affair.
 */
class Syncing(val book: Fieldbook, private val device: Device, scope: CoroutineScope) {
    val work = Work(scope)

    /** How far the running one is. */
    var progress: Progress? by mutableStateOf(null)
        private set

    /** How the last one ended. */
    var ending: Ending? by mutableStateOf(null)
        private set

    /** Begins one, after [first]. */
    fun start(first: suspend () -> Unit = {}) =
        work.start {
            ending = null
            first()
            val options = SyncOptions(failuresMax = 2u, link = device.network.link.value)
            try {
                ending = book.awake { it.sync.runToEnd(options) { told -> progress = told } }.ending
            } finally {
                progress = null
            }
        }

    /** The person has seen how it ended; who comes next sees how the newest sync did. */
    fun seen() {
        if (work.running) return
        ending = null
        work.forgive()
    }
}
