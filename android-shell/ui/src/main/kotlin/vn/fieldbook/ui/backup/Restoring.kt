package vn.fieldbook.ui.backup

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.io.File
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext
import vn.fieldbook.FieldbookException
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.enrol.Enrolling
import vn.fieldbook.ui.open.Opening

/** What a person may pick as a backup: no two file pickers agree on the type of such a file. */
private val BACKUPS = listOf("*/*")

/** The core's reason for a copy of another phone, which needs an invitation of this one's own. */
private const val FOREIGN = "invitation_needed"

/**
 * The way back from a copy: the file, its passphrase, and on another phone a new invitation. It is the process's: a copy that
 * does not open leaves the book opened anew, and with it all its screens.
 */
class Restoring(private val opening: Opening, private val device: Device, private val copies: Copies, scope: CoroutineScope) {
    val picking = Work(scope)
    val working = Work(scope)

    /** The copy that was picked. */
    var copy: File? by mutableStateOf(null)
        private set

    var passphrase: String by mutableStateOf("")
        private set

    /** The invitation, once the copy has opened and is another phone's. */
    var enrolling: Enrolling? by mutableStateOf(null)
        private set

    fun pick() =
        picking.start {
            val file = copies.next()
            if (device.files.pick(BACKUPS, file)) copy = file
        }

    fun type(text: String) {
        passphrase = text
        working.forgive()
    }

    /** [onDone]: the person stands in the new book. */
    fun open(onDone: () -> Unit) =
        working.start {
            try {
                restore(null, onDone)
            } catch (refused: FieldbookException.NotAllowed) {
                if (refused.reason != FOREIGN) throw refused
                enrolling = Enrolling { restore(it, onDone) }
            }
        }

    private suspend fun restore(invitation: String?, onDone: () -> Unit) {
        val from = checkNotNull(copy)
        // Who ends the wait while the copy is put into its place stands in the new book all the same.
        withContext(NonCancellable) {
            opening.restore(from, passphrase, invitation)
            done()
            onDone()
            copies.clear()
        }
    }

    /** The person gives up, unless it is under way: what has begun comes to its end. */
    fun forget() {
        if (working.running) return
        done()
        working.forgive()
    }

    private fun done() {
        copy = null
        passphrase = ""
        enrolling = null
    }
}
