/** Opens the app's screens in a window as large as a small phone: `… BOOK_FOLDER [FOLDER_OF_PICTURES]`. */
package vn.fieldbook.ui.desktop

import androidx.compose.runtime.remember
import androidx.compose.ui.unit.DpSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.window.WindowState
import androidx.compose.ui.window.singleWindowApplication
import java.io.File
import kotlin.system.exitProcess
import vn.fieldbook.ui.FieldbookApp
import vn.fieldbook.ui.open.Opening

fun main(arguments: Array<String>) {
    if (arguments.isEmpty()) {
        System.err.println("usage: BOOK_FOLDER [FOLDER_OF_PICTURES]")
        exitProcess(2)
    }
    val laptop = Laptop(File(arguments[0]), arguments.getOrNull(1)?.let(::File))
    singleWindowApplication(WindowState(size = DpSize(392.dp, 760.dp)), title = "Sổ Đồng") {
        FieldbookApp(laptop, remember { Opening(laptop) })
    }
}
