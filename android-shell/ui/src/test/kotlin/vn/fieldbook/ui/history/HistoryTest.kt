package vn.fieldbook.ui.history

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.onNodeWithText
import java.math.BigDecimal
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import vn.fieldbook.ChangeState
import vn.fieldbook.FactQuery
import vn.fieldbook.FieldValue
import vn.fieldbook.parseQuantity
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.lot.harvested
import vn.fieldbook.ui.lot.season
import vn.fieldbook.ui.secondPhone
import vn.fieldbook.ui.synced

@OptIn(ExperimentalTestApi::class)
class HistoryTest {
    @Test
    fun `an amount is put right with a reason, and the first one is still told`() = enrolled("Lò Văn Inh", "farmer") {
        inBook { harvested(it, season(it, "Vụ mùa 2026"), "8,5 tạ") }
        opens("Vụ mùa 2026", "Thu hoạch")
        val before = taps
        taps("8,5 tạ")
        sees("đang ghi: 8,5 tạ")
        for (key in listOf("8", ",", "2")) taps(key)
        taps("Tiếp")
        test.onNodeWithText("Cân, đo lại").assertIsDisplayed()
        taps("Cân, đo lại")
        taps("Lưu")
        sees("8,5 tạ thành 8,2 tạ")
        sees("Vì: Cân, đo lại")
        sees("Lò Văn Inh đính chính")
        assertTrue(taps - before <= 7, "the amount, three keys, on, why, save")
        val entry = inBook { it.journal.query(FactQuery()) }.single()
        assertEquals(BigDecimal("8.2"), entry.fact.quantities.single().quantity.entered)
        assertEquals(1, phone.syncsAsked.get())
    }

    @Test
    fun `a wrong unit is put right, and both are told`() = enrolled("Lò Thị Chấư", "farmer") {
        inBook { harvested(it, season(it, "Vụ mùa 2026"), "8,5 tạ") }
        opens("Vụ mùa 2026", "Thu hoạch")
        taps("8,5 tạ")
        sees("0 tạ")
        taps("yến")
        sees("0 yến")
        taps("9")
        taps("Tiếp")
        taps("Ghi nhầm")
        taps("Lưu")
        sees("8,5 tạ thành 9 yến")
        val entry = inBook { it.journal.query(FactQuery()) }.single()
        assertEquals(parseQuantity("9 yến"), entry.fact.quantities.single().quantity)
        // The next correction begins in the unit that stands now.
        taps("9 yến")
        sees("đang ghi: 9 yến")
        sees("0 yến")
        taps("7")
        taps("Tiếp")
        taps("Lưu")
        sees("9 yến thành 7 yến")
        sees("8,5 tạ thành 9 yến")
    }

    @Test
    fun `what was left open is filled in, and what cannot be is said`() = enrolled("Lò Thị Thu", "farmer") {
        inBook { harvested(it, season(it, "Vụ mùa 2026"), "3 tạ") }
        opens("Vụ mùa 2026", "Thu hoạch")
        taps("Điền thêm")
        taps("Độ ẩm thóc")
        types("Độ ẩm thóc", "140")
        taps("Lưu")
        sees("không thể lớn hơn")
        assertEquals(emptyList<String>(), inBook { it.journal.query(FactQuery()) }.single().amended)
        retypes("Độ ẩm thóc", "24,5")
        taps("Lưu")
        sees("để trống thành 24,5")
        assertEquals(FieldValue.Number(BigDecimal("24.5")), inBook { it.journal.query(FactQuery()) }.single().fact.fields["moisture"])
    }

    @Test
    fun `an entry is crossed out only with a reason, and stays in the book`() = enrolled("Lường Thị Hặc", "farmer") {
        inBook { harvested(it, season(it, "Vụ mùa 2026"), "3 tạ") }
        opens("Vụ mùa 2026", "Thu hoạch")
        taps("Huỷ bản ghi")
        taps("Huỷ bản ghi")
        sees("Lý do")
        assertEquals(null, inBook { it.journal.query(FactQuery()) }.single().voided)
        taps("Ghi hai lần")
        taps("Huỷ bản ghi")
        sees("Lường Thị Hặc huỷ")
        sees("Vì: Ghi hai lần")
        assertNotNull(inBook { it.journal.query(FactQuery()) }.single().voided)
    }

    @Test
    fun `the hub's receipt is shown once it has the entry`() = enrolled("Quàng Văn Hải", "farmer") {
        inBook { harvested(it, season(it, "Vụ mùa Hải"), "3 tạ") }
        opens("Vụ mùa Hải", "Thu hoạch")
        sees("Chưa có biên nhận")
        inBook { it.synced() }
        sees("Tới nơi nhận lúc")
        sees("Chữ ký đúng")
        seesNot("Chưa có biên nhận")
    }

    @Test
    fun `who may not correct is told so, and sees whose phone wrote it`() = Hub.newOrg("HTX Nà Khoang").let { org ->
        enrolled("Bạc Cầm Chung", "inspector", org) { looksAtAnothersEntry(org) }
    }

    @Test
    fun `a correction that the hub refused is marked wherever it is shown, with what can be done, until it is corrected again`() =
        enrolled("Lò Thị Mai", "manager", Hub.newOrg("HTX Mường Và")) {
            val fact = inBook { refusedCorrection(it) }
            val lot = inBook { it.journal.get(fact) }.doc.id
            val item = inBook { it.sync.outbox() }.single()
            assertEquals(ChangeState.REFUSED, item.state)
            for (list in listOf(Screen.Lot(lot), Screen.Steps(lot))) {
                test.runOnUiThread { way.to(list) }
                sees("Chưa được nhận: Số gói, túi, hộp")
                sees(item.remedy!!.vi)
            }
            tapsLast("Đóng gói")
            sees("Chưa được nhận: Số gói, túi, hộp")
            sees(item.why!!.vi)
            sees(item.remedy!!.vi)
            sees("đã đính chính · Bị từ chối")
            inBook { book ->
                book.people.me().let { Hub.givesRole(it.person, "manager", it.org) }
                book.synced()
                book.journal.amend(fact, "qty.out", FieldValue.Number(BigDecimal(85)), "Đếm lại")
            }
            until("nothing that was refused is shown as if it stood") { !shown("Chưa được nhận") }
            sees("Sau đó lại sửa tiếp")
        }

    private fun Person.looksAtAnothersEntry(org: String) {
        secondPhone("Lò Văn Ơn", "farmer", org) { book ->
            harvested(book, season(book, "Vụ mùa Ơn"), "6 tạ")
            book.synced()
        }
        inBook { it.synced() }
        opens("Vụ mùa Ơn", "Thu hoạch")
        sees("6 tạ")
        sees("Lò Văn Ơn ghi")
        sees("trên máy Máy của Lò Văn Ơn")
        seesNot("Huỷ bản ghi")
        seesNot("Điền thêm")
    }

    @Test
    fun `the same again from an old entry takes what stands now`() = enrolled("Cà Văn Chính", "farmer") {
        inBook { book ->
            val fact = harvested(book, season(book, "Vụ mùa 2026"), "3 tạ")
            book.journal.amend(fact, "qty.out", FieldValue.Number(BigDecimal(4)), "Cân lại")
        }
        opens("Vụ mùa 2026", "Thu hoạch")
        taps("Như lần trước")
        taps("Lưu")
        sees("Đã lưu trên máy")
        val both = inBook { it.journal.query(FactQuery()) }
        assertEquals(listOf(BigDecimal(4), BigDecimal(4)), both.map { it.fact.quantities.single().quantity.entered })
    }
}

/** From home to the last entry of a season. */
private fun Person.opens(season: String, step: String) {
    taps("Ghi nhật ký")
    sees(season)
    // A single season is not asked for.
    if (shown("Vụ nào?")) taps(season)
    sees("Đã ghi")
    tapsLast(step)
}
