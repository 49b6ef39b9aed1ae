package vn.fieldbook.ui.backup

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.time.LocalDate
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.device.Device

/** A file that only the book's reader knows. */
private const val MIME = "application/octet-stream"

/** A copy of the book under a passphrase goes where the person says. */
class Backing(private val device: Device, private val copies: Copies, scope: CoroutineScope) {
    val making = Work(scope)

    /** Whether the passphrase is asked for. */
    var asking: Boolean by mutableStateOf(false)
        private set

    /** Typed twice: what is mistyped once opens nothing, ever. */
    var passphrase: String by mutableStateOf("")
        private set
    var again: String by mutableStateOf("")
        private set

    /** Whether the second is not, or not yet, the first. */
    val differs: Boolean get() = again.isNotEmpty() && again != passphrase

    val isTyped: Boolean get() = passphrase.isNotEmpty() && again == passphrase

    /** Bytes of the copy that was kept; 0 for one that the person did not keep after all. */
    var made: Long? by mutableStateOf(null)
        private set

    fun ask() {
        forget()
        asking = true
    }

    fun type(text: String) = typed { passphrase = text }

    fun typeAgain(text: String) = typed { again = text }

    private fun typed(change: () -> Unit) {
        change()
        making.forgive()
    }

    fun make(book: Fieldbook, today: LocalDate, onKept: () -> Unit) {
        making.start {
            try {
                val copy = copies.next()
                book.backupSealed(copy.path, passphrase)
                val kept = device.files.keep("so-dong-$today.backup", MIME, copy)
                val bytes = withContext(Dispatchers.IO) { copy.length() }
                asked()
                made = if (kept) bytes else 0
                if (kept) onKept()
            } finally {
                withContext(NonCancellable) { copies.clear() }
            }
        }
    }

    /** The person leaves; one that is being made goes on. */
    fun forget() {
        if (making.running) return
        asked()
        made = null
        making.forgive()
    }

    private fun asked() {
        asking = false
        passphrase = ""
        again = ""
    }
}
