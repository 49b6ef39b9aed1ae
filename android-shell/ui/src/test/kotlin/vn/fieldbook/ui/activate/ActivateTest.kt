package vn.fieldbook.ui.activate

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.hasText
import java.io.File
import java.nio.file.Files
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import vn.fieldbook.ClaimState
import vn.fieldbook.Config
import vn.fieldbook.FactQuery
import vn.fieldbook.Fieldbook
import vn.fieldbook.TaskKind
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.scan.Sheet
import vn.fieldbook.ui.scan.link
import vn.fieldbook.ui.scan.serial

@OptIn(ExperimentalTestApi::class)
class ActivateTest {
    @Test
    fun `stamps are activated by first and last number, with the findings before and after`() = leased {
        val lot = inBook { packedLot(it, "Lô nếp", packs = 5) }
        opens("Lô nếp")
        sees("Đã đóng 5")
        val before = taps
        taps("Gõ số đầu, số cuối")
        types("Số đầu", serial(101))
        types("Số cuối", serial(110))
        taps("Xem tem")
        sees("10 tem")
        sees("Cần xem trước")
        sees("chỉ đóng 5 gói")
        taps("Vẫn kích hoạt")
        sees("Nơi nhận sẽ xác nhận khi có sóng")
        sees("Chờ xác nhận")
        sees("chỉ đóng 5 gói")
        sees("Lò Thị Mai kích hoạt")
        println("taps for a range: ${taps - before}")
        assertEquals(ClaimState.PENDING, inBook { it.stamps.claims(lot) }.single().state)
    }

    @Test
    fun `numbers that make no range are refused with a reason, and stamps of nobody are told before`() = leased {
        val lot = inBook { packedLot(it, "Lô nếp") }
        opens("Lô nếp")
        taps("Gõ số đầu, số cuối")
        types("Số đầu", serial(9))
        types("Số cuối", "AB00000010")
        taps("Xem tem")
        sees("Hai số không cùng một dãy")
        clears("Số đầu")
        clears("Số cuối")
        types("Số đầu", "HX00009001")
        taps("Xem tem")
        sees("Tem HX00009001 không thuộc dải tem được giao")
        sees("Vẫn kích hoạt")
        assertEquals(emptyList<Any>(), inBook { it.stamps.claims(lot) })
    }

    @Test
    fun `a whole roll is activated, and damaged stamps of it are reported`() = leased {
        val lot = inBook { packedLot(it, "Lô nếp", packs = 500) }
        opens("Lô nếp")
        sees("Cả cuộn, cả dải")
        taps("${serial(1)}…${serial(500)}")
        taps("Kích hoạt 500 tem")
        sees("Chờ xác nhận")
        taps("Báo tem hỏng")
        types("Số đầu", serial(77))
        taps("Thêm tem")
        sees(serial(77))
        taps("Rách, bẩn")
        taps("Lưu")
        sees("Đã lưu trên máy")
        val voided = inBook { it.journal.query(FactQuery(doc = lot, steps = listOf("void_stamps"))) }.single()
        assertEquals(serial(77), voided.fact.stamps.single().range.firstSerial())
    }

    @Test
    fun `who may not activate is told so before they begin`() = leased("Lò Văn Inh", "farmer") {
        onAnotherPhone { synced(it.also { book -> packedLot(book, "Lô của bà con") }) }
        inBook { synced(it) }
        opens("Lô của bà con")
        sees("quản lý hợp tác xã")
    }

    @Test
    fun `two phones want the same stamps, and a scan in hand with a photo is the evidence`(@TempDir folder: File) = leased(org = Hub.cooperative(DISPUTED)) {
        inBook { disputed(it, 205) }
        // Both are a manager's to settle, whoever made them.
        assertEquals(listOf(TaskKind.RESCAN, TaskKind.RESCAN), inBook { it.tasks.list() }.map { it.kind })
        phone.film = Sheet(listOf(link(205, DISPUTED), link(206, DISPUTED)), 2).film(folder)

        val before = taps
        taps("2 việc về tem")
        sees("Tranh chấp")
        taps("Lô của tôi")
        sees("Trùng ${serial(205)}…${serial(210)}")
        sees("với lô Lô kia")
        taps("Quét lại tem")
        sees("2 tem trên tay")
        taps("Gõ mã tem")
        types("Số trên tem", serial(207))
        taps("Thêm tem")
        sees("3 tem trên tay")
        taps("Chụp tem trên hàng")
        sees("1 ảnh")
        taps("Lưu")
        sees("Đã lưu trên máy")
        println("taps for a re-scan with a photo: ${taps - before}")
        val task = inBook { it.tasks.list() }.single { it.kind == TaskKind.WAIT }
        val seen = inBook { it.journal.get(task.evidence.single()) }.fact
        assertEquals(listOf(serial(205), serial(207)), seen.stamps.map { it.range }.let { listOf(it.first().firstSerial(), it.last().lastSerial()) })
        assertEquals(1, seen.photos.size)

        taps("Xong")
        // For the one that was scanned staff are waited for: it is still there to be looked at, and asks for nothing.
        sees("Cần bà con xem 1")
        taps("1 việc về tem")
        taps("Lô của tôi")
        sees("Lò Thị Mai quét lại")
    }

    @Test
    fun `what the hub confirmed and another phone disputes is shown as disputed wherever it is listed`() = leased(org = Hub.cooperative()) {
        inBook { disputed(it, 405) }
        val theirs = inBook { book -> book.tasks.list().single { it.state == ClaimState.CONFIRMED } }
        taps("2 việc về tem")
        until("both are disputed") { count("Tranh chấp · Từ") == 2 }
        taps("Lô kia")
        sees("Tranh chấp")
        sees("Nơi nhận trả lời: Đã xác nhận")
        assertEquals(0, test.onAllNodes(hasText("Đã xác nhận")).fetchSemanticsNodes().size, "but for what once was said of it")
        test.runOnUiThread { way.to(Screen.Lot(theirs.lot)) }
        sees("10 tem · Tranh chấp")
        test.runOnUiThread { way.to(Screen.Activate(theirs.lot)) }
        sees("Tem của lô này")
        sees("Tranh chấp")
        seesNot("Đã xác nhận")
    }

    private fun onAnotherPhone(story: suspend (Fieldbook) -> Unit) {
        val folder = Files.createTempDirectory("fieldbook-other").toFile()
        try {
            runBlocking {
                val invitation = Hub.invites("Lò Văn Hặc", "manager")
                Fieldbook.create(Config(folder.resolve("book").path), invitation, "Máy kia").use { book -> story(synced(book)) }
            }
        } finally {
            folder.deleteRecursively()
        }
    }

    /** From the first screen, on a phone whose camera is blocked. */
    private fun Person.opens(lot: String) {
        taps("Quét tem")
        taps("Kích hoạt tem")
        taps(lot)
    }

    private companion object {
        /** The product whose stamps two phones want: theirs are nobody else's task. */
        const val DISPUTED = "08939999029988"
    }
}
