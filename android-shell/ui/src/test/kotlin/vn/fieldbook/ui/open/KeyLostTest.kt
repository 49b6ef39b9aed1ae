package vn.fieldbook.ui.open

import java.io.File
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import vn.fieldbook.Config
import vn.fieldbook.DocKind
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.home.harvested

class KeyLostTest {
    @Test
    fun `a key that was only slow to come opens the book at the next try`() =
        enrolled("Lò Thị Mai", "manager") {
            inBook { harvested(it) }
            phone.keyLost = true
            runBlocking { opening.reopen() }
            sees("Máy này đã mất khoá của sổ.")
            taps("Thử lại")
            sees("Máy này đã mất khoá của sổ.")
            phone.keyLost = false
            taps("Thử lại")
            sees("Hôm nay")
            assertEquals(1, inBook { it.documents.list(DocKind.SEASON) }.size)
        }

    @Test
    fun `a lost key is said plainly, and a new invitation begins a book beside the old one`() =
        enrolled("Lò Thị Mai", "manager") {
            inBook { harvested(it) }
            phone.keyLost = true
            runBlocking { opening.reopen() }
            sees("Máy này đã mất khoá của sổ.")
            sees("Sổ vẫn còn trên máy")
            taps("Vào sổ lại")
            taps("Dán mã mời")
            types("Mã mời", Hub.invites("Lò Thị Mai", "manager"))
            taps("Tiếp")
            assertEquals(Opening.State.KeyLost, opening.state, "until the person says that it is them")
            taps("Đúng, là tôi")
            sees("Hôm nay")
            assertEquals(2, phone.enrolments.get())
            assertTrue(inBook { it.journal.search("") }.isEmpty() && inBook { it.documents.list(DocKind.SEASON) }.isEmpty())
            val sealed = File(phone.folder.path + "-sealed")
            runBlocking { Fieldbook.open(Config(sealed.path)).use { assertEquals(1, it.documents.list(DocKind.SEASON).size) } }
        }
}
