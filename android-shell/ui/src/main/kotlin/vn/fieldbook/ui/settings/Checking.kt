package vn.fieldbook.ui.settings

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.CoroutineScope
import vn.fieldbook.CheckReport
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.device.Device

/** Looks the whole book through, mends its lists, and tells the engineers what was wrong. */
class Checking(private val book: Fieldbook, scope: CoroutineScope) {
    val work = Work(scope)

    var report: CheckReport? by mutableStateOf(null)
        private set

    /** Entries in the lists that were built anew. */
    var mended: ULong? by mutableStateOf(null)
        private set

    fun start() =
        work.start {
            report = null
            mended = null
            report = book.check()
        }

    fun mend() = work.start { mended = book.rebuild() }

    fun tell(device: Device) =
        work.start {
            val lines = report?.problems.orEmpty().joinToString("\n")
            device.files.share("so-dong-check.txt", "text/plain", lines.encodeToByteArray())
        }
}
