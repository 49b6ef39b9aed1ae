package vn.fieldbook.ui.backup

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.io.File
import java.nio.file.Files
import java.time.LocalDate
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.device.Device

/** What a person may pick as a backup: no two file pickers agree on the type of such a file. */
val BACKUPS = listOf("*/*")

private const val MIME = "application/vnd.sqlite3"

/** A copy of the book goes where the person says, and one of theirs comes back. */
class Backing(private val book: Fieldbook, private val device: Device, scope: CoroutineScope) {
    val making = Work(scope)
    val picking = Work(scope)

    /** Bytes of the copy that was kept; 0 for one that the person did not keep after all. */
    var made: Long? by mutableStateOf(null)
        private set

    /** The copy that is to take the book's place, once the person has said yes. */
    var picked: ByteArray? by mutableStateOf(null)
        private set

    fun make(today: LocalDate, onKept: () -> Unit) =
        making.start {
            made = null
            val copy = copied()
            val kept = device.files.keep("so-dong-$today.sqlite", MIME, copy)
            made = if (kept) copy.size.toLong() else 0
            if (kept) onKept()
        }

    fun pick() = picking.start { picked = device.files.pick(BACKUPS) }

    fun forget() {
        picked = null
    }

    /** Through a folder of its own, where nobody else reads, and which is gone afterwards. */
    private suspend fun copied(): ByteArray {
        val folder = withContext(Dispatchers.IO) { Files.createTempDirectory("backup").toFile() }
        try {
            val file = File(folder, "book")
            book.backupTo(file.path)
            return withContext(Dispatchers.IO) { file.readBytes() }
        } finally {
            folder.deleteRecursively()
        }
    }
}
