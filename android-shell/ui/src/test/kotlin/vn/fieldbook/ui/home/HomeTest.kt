package vn.fieldbook.ui.home

import java.time.LocalDate
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import vn.fieldbook.DocId
import vn.fieldbook.FieldValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.Input
import vn.fieldbook.NewFact
import vn.fieldbook.NewSeason
import vn.fieldbook.NewVisit
import vn.fieldbook.QuantityRole
import vn.fieldbook.RoledQuantity
import vn.fieldbook.Wording
import vn.fieldbook.parseQuantity
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.enrolled

class HomeTest {
    private val today: LocalDate = LocalDate.now()

    @Test
    fun `what is due is said with its day, the most pressing first, and leads to where it is seen to`() =
        enrolled("Quàng Văn Sơn", "officer", Hub.newOrg("HTX Chiềng Sơ")) {
            inBook { book ->
                found(book, "Kho thuốc để ngỏ", today.minusDays(3))
                found(book, "Không có sổ giao hàng", today.plusDays(2))
                found(book, "Biển báo mờ", today.plusDays(30))
                book.documents.openVisit(NewVisit("Nhà Panh"))
            }
            sees("Đến hạn")
            sees("Quá hạn 3 ngày")
            sees("Còn 2 ngày")
            sees("Chuyến thăm chưa xong")
            // In a month: it is on the route, and would only be noise today.
            seesNot("Biển báo mờ")
            taps("Kho thuốc để ngỏ")
            sees("Sửa lại")
        }

    @Test
    fun `a farmer hears of days to wait before harvest, and of no visit that is others' to finish`() =
        enrolled("Cà Thị Hoa", "farmer", Hub.newOrg("HTX Chiềng Sơ")) {
            inBook { sprayed(it, "Nương ngô", 14u); sprayed(it, "Ruộng Đặng", 5u); sprayed(it, "Vườn nhà", 7u); sprayed(it, "Đồi Pú", 9u) }
            sees("Còn 5 ngày cách ly")
            seesNot("Còn 14 ngày cách ly")
            taps("Xem thêm 1")
            taps("Còn 14 ngày cách ly")
            sees("Làm việc gì?")
            sees("Nương ngô")
        }

    @Test
    fun `on the first day the strip says that nothing waits, and what it is for`() = enrolled("Lò Thị Panh", "farmer", Hub.newOrg("HTX Chiềng Sơ")) {
        sees("Chưa có gì chờ gửi")
        sees("nơi nhận của tỉnh")
        sees("Gửi lần cuối: chưa lần nào")
        taps("Hộp chờ gửi")
        sees("Không có gì chờ gửi")
        sees("Gửi lần cuối: chưa lần nào")
        taps("Quay lại")
        inBook { harvested(it) }
        sees("Trên máy này 2")
        until("the strip speaks of what waits") { !shown("Chưa có gì chờ gửi") }
        sees("Gửi lần cuối: chưa lần nào")
        taps("Gửi ngay")
        sees("Nơi nhận đã có hết")
        until("when it was sent is told") { !shown("chưa lần nào") }
        seesNot("Chưa có gì chờ gửi")
    }

    @Test
    fun `a list that cannot be read leaves the others on the screen and says why`() = runBlocking {
        val parts = Parts()
        val damaged = FieldbookException.StorageDamaged("book.sqlite", Wording("Sổ bị hỏng.", "The book is damaged."))
        assertEquals(4, parts.read(0) { 4 })
        assertNull(parts.failure)
        assertEquals(0, parts.read(0) { throw damaged })
        assertEquals(emptyList<Int>(), parts.read(emptyList<Int>()) { throw FieldbookException.NotFound("lot", Wording("Không có.", "None.")) })
        assertSame(damaged, parts.failure)
        // A book that is only closed for a moment is read again when it is open.
        assertThrows(FieldbookException.Closed::class.java) {
            runBlocking { parts.read(0) { throw FieldbookException.Closed(Wording("Đã đóng.", "Closed.")) } }
        }
        Unit
    }

    private suspend fun found(book: Fieldbook, what: String, due: LocalDate): DocId {
        val visit = book.documents.openVisit(NewVisit("Nhà Inh")).doc.id
        val point =
            mapOf(
                "found" to FieldValue.Text(what),
                "corrective_action" to FieldValue.Text("Sửa lại"),
                "due_by" to FieldValue.Date(due),
            )
        // As a visit is saved: without an inspection it would not be finished.
        val inspection = NewFact(visit, "inspect", fields = mapOf("conclusion" to FieldValue.Text("correct")))
        book.journal.recordAll(listOf(NewFact(visit, "nonconformity", fields = point), inspection))
        return visit
    }

    private suspend fun sprayed(book: Fieldbook, name: String, days: UShort) {
        val season = book.documents.openSeason(NewSeason(name)).doc.id
        val input = Input("Thuốc trừ rầy", dose = "20 ml cho 1 sào", quantity = parseQuantity("20 ml"), preHarvestInterval = days)
        val area = RoledQuantity(QuantityRole.AREA, parseQuantity("2 sào Bắc Bộ"))
        book.journal.record(NewFact(season, "spray", quantities = listOf(area), inputs = listOf(input)))
    }
}
