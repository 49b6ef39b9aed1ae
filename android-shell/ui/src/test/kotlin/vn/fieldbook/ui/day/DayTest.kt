package vn.fieldbook.ui.day

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import vn.fieldbook.FactQuery
import vn.fieldbook.FieldValue
import vn.fieldbook.LinkKind
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.onPhone
import vn.fieldbook.ui.pictures.draw
import vn.fieldbook.ui.scan.Sheet
import vn.fieldbook.ui.scan.link
import vn.fieldbook.ui.scan.serial
import vn.fieldbook.ui.secondPhone
import vn.fieldbook.ui.synced

/** One manager's day, from a new phone to the evening's sync, through the screens alone. */
class DayTest {
    private val efforts = mutableListOf<Effort>()

    @Test
    fun `a day through the screens`(@TempDir invitation: File, @TempDir sheet: File) {
        val org = Hub.cooperative(GTIN)
        draw(Hub.invites("Lò Thị Mai", "manager", org), invitation.resolve("code.png"))
        onPhone(invitation) {
            morning(sheet)
            noon(org)
        }
        val kept = File("day.md")
        val page = page(efforts)
        // What this run has measured, beside the pictures that it has taken.
        File(System.getProperty("fieldbook.tests.pictures")).apply { mkdirs() }.resolve(kept.name).writeText(page)
        if (System.getProperty("fieldbook.tests.accept").toBoolean()) kept.writeText(page)
        assertEquals(unmeasured(kept.readText()), unmeasured(page))
        val slow = efforts.filter { it.isPromised && it.seconds > PROMISED_SECONDS }
        assertEquals(emptyList<String>(), slow.map { "${it.task}: ${it.seconds} s" }, "an entry is promised in ten seconds")
        assertTrue(efforts.single { it.task == AGAIN }.taps <= PROMISED_TAPS, "“như lần trước” is promised in three taps")
    }

    private fun Person.morning(sheet: File) {
        task("Enrol by the hub's code, without signal") {
            phone.carrier.value = null
            sees("Có phải bà con không?")
            taps("Đúng, là tôi")
            sees("Hôm nay")
        }
        inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u)) }
        task("Open a season") {
            taps("Ghi nhật ký")
            taps("Mở vụ mới")
            types("Tên vụ", "Vụ mùa")
            taps("Mở")
            sees("Làm việc gì?")
        }
        taps("Quay lại")
        task("Write the season's first harvest down, its unit chosen", isPromised = true) {
            taps("Ghi nhật ký")
            taps("Thu hoạch")
            keys("2")
            taps("tạ")
            taps("Lưu")
            sees("Đã lưu trên máy")
        }
        taps("Xong")
        task("Write a harvest down", isPromised = true) {
            taps("Ghi nhật ký")
            taps("Thu hoạch")
            keys("4,5")
            taps("Lưu")
            sees("Đã lưu trên máy")
        }
        taps("Xong")
        task(AGAIN, isPromised = true) {
            taps("Như lần trước")
            taps("Lưu")
            sees("Đã lưu trên máy")
        }
        taps("Xong")
        lot()
        task("Sweep a sheet of ten stamps and activate them") {
            phone.film = Sheet((1..10).map { link(it, GTIN) }, columns = 5).film(sheet, frames = 3, inView = 3)
            taps("Quét tem")
            taps("Quét cả tờ, cả cuộn")
            taps("Xem 10 tem")
            taps("Dán lên lô nào?")
            taps("Lô tháng mười")
            taps("Kích hoạt 10 tem")
            sees("Đã lưu trên máy")
        }
        assertEquals("${serial(1)}…${serial(10)}", inBook { book -> book.stamps.claims(null).single().spans.single().range.let { "${it.firstSerial()}…${it.lastSerial()}" } })
        home()
    }

    private fun Person.lot() {
        task("A harvest, and its lot") {
            taps("Thu hoạch")
            taps("Vụ mùa")
            keys("6")
            taps("Lưu")
            taps("Cho vào lô")
            types("Tên lô (không bắt buộc)", "Lô tháng mười")
            taps("Lập lô")
            keys("6")
            taps("tạ")
            taps("Lưu")
            sees("Đã lưu trên máy")
        }
        taps("Xong")
        task("Pack the lot") {
            taps("Thu hoạch")
            taps("Lô tháng mười")
            taps("Ghi việc của lô")
            taps("Đóng gói")
            keys("10")
            taps("Lưu")
            sees("Đã lưu trên máy")
        }
        taps("Xong")
    }

    private fun Person.noon(org: String) {
        sees("Trên máy này")
        task("See that there is no signal, and what waits") {
            taps("Trên máy này")
            sees("Còn trên máy")
        }
        phone.carrier.value = LinkKind.UNMETERED
        task("Sync when there is signal again") {
            taps("Gửi ngay")
            sees("Đã gửi và nhận xong")
        }
        home()
        val fact = inBook { it.journal.query(FactQuery(steps = listOf("harvest"))) }.first().fact.id
        secondPhone("Quàng Thị Hoa", "officer", org) { hoa ->
            hoa.synced()
            inBook { it.journal.amend(fact, "moisture", FieldValue.Number(22.toBigDecimal())) }
            hoa.journal.amend(fact, "moisture", FieldValue.Number(23.toBigDecimal()))
            inBook { it.synced() }
            hoa.synced()
            inBook { it.synced() }
        }
        task("Settle what two people wrote differently") {
            taps("1 chỗ ghi khác nhau")
            taps("23 %")
            taps("Đã hỏi lại")
            taps("Lưu")
            sees("Đã chọn, lưu trên máy")
        }
        assertEquals(0, inBook { it.journal.conflicts() }.size)
    }

    private fun Person.keys(number: String) = number.forEach { taps(it.toString()) }

    private fun Person.home() {
        way.home()
        sees("Hôm nay")
    }

    private fun Person.task(name: String, isPromised: Boolean = false, does: Person.() -> Unit) {
        val before = counts()
        val codes = phone.ticks.size
        does()
        val waited = System.nanoTime() - touchedNs
        val (decisions, taps, swipes, letters) = counts().zip(before) { now, then -> now - then }
        val sweep = phone.ticks.drop(codes).let { if (it.isEmpty()) 0L else it.last() - it.first() }
        efforts += Effort(name, isPromised, decisions, taps, swipes, letters, (waited + sweep) / 1e9)
    }

    private fun Person.counts(): List<Int> = listOf(decisions, taps + boxes, swipes, letters)

    private companion object {
        const val GTIN = "08939999031004"
        const val AGAIN = "The same again"
    }
}
