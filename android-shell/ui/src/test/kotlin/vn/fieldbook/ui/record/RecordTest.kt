package vn.fieldbook.ui.record

import androidx.compose.ui.test.ExperimentalTestApi
import java.math.BigDecimal
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import vn.fieldbook.EnteredUnit
import vn.fieldbook.FactQuery
import vn.fieldbook.Fieldbook
import vn.fieldbook.Input
import vn.fieldbook.NewFact
import vn.fieldbook.NewSeason
import vn.fieldbook.QuantityRole
import vn.fieldbook.RoledQuantity
import vn.fieldbook.parseQuantity
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.writtenAtHome

@OptIn(ExperimentalTestApi::class)
class RecordTest {
    @Test
    fun `a farmer writes a harvest down and does it again`() = enrolled("Lò Văn Inh", "farmer") {
        writtenAtHome { it.documents.openSeason(NewSeason("Vụ mùa 2026")) }
        val before = taps
        taps("Ghi nhật ký")
        taps("Thu hoạch")
        taps("2")
        taps(",")
        taps("5")
        taps("tạ")
        taps("Lưu")
        sees("Đã lưu trên máy")
        assertTrue(taps - before <= 7, "tile, step, three keys, unit, save")
        val saved = inBook { it.journal.query(FactQuery()) }.single()
        assertEquals("harvest", saved.fact.step)
        assertEquals(BigDecimal("2.5"), saved.fact.quantities.single().quantity.entered)
        assertEquals(EnteredUnit.TA, saved.fact.quantities.single().quantity.enteredUnit)
        assertEquals(phone.place, saved.fact.place)
        assertEquals(1, phone.syncsAsked.get())
        taps("Xong")

        val again = taps
        taps("Như lần trước")
        taps("Lưu")
        sees("Đã lưu trên máy")
        assertTrue(taps - again <= 3, "“như lần trước” is promised in three taps")
        val both = inBook { it.journal.query(FactQuery()) }
        assertEquals(2, both.size)
        assertEquals(both[1].fact.quantities, both[0].fact.quantities)
    }

    @Test
    fun `who writes for a neighbour names them, and the entry tells both`() = Hub.newOrg("HTX Nà Mười").let { org ->
        enrolled("Quàng Thị Hoa", "officer", org) {
            val neighbour = inBook { neighbour(it) }
            val doc = inBook { it.documents.openSeason(NewSeason("Vụ mùa 2026")) }.doc.id
            test.runOnUiThread { way.to(Screen.Entry(doc, "weed")) }
            taps("Ghi thêm")
            sees("Ghi hộ")
            taps("Lò Văn Inh")
            taps("Lưu")
            sees("Đã lưu trên máy")
            val saved = inBook { it.journal.query(FactQuery()) }.single().fact
            assertEquals(neighbour, saved.onBehalfOf)
            test.runOnUiThread { way.to(Screen.History(saved.id)) }
            sees("Quàng Thị Hoa ghi hộ Lò Văn Inh")
        }
    }

    @Test
    fun `a harvest too soon after spraying is told before it is cut, and saved only on purpose`() = enrolled("Cà Thị Hoa", "farmer") {
        writtenAtHome { sprayed(it, days = 14u) }
        taps("Ghi nhật ký")
        taps("Thu hoạch")
        sees("14 ngày cách ly")
        taps("5")
        taps("Lưu")
        sees("Vẫn lưu")
        assertEquals(1, inBook { it.journal.query(FactQuery()) }.size)
        taps("Vẫn lưu")
        sees("Đã lưu trên máy")
        assertEquals(2, inBook { it.journal.query(FactQuery()) }.size)
    }

    @Test
    fun `what is missing is said beside its field, and nothing is saved`() = enrolled("Quàng Văn Ơn", "farmer") {
        writtenAtHome { it.documents.openSeason(NewSeason("Vụ mùa 2026")) }
        taps("Ghi nhật ký")
        taps("Thu hoạch")
        taps("Lưu")
        sees("chưa ghi số lượng")
        assertEquals(0, inBook { it.journal.query(FactQuery()) }.size)
        taps("7")
        taps("Lưu")
        sees("Đã lưu trên máy")
    }

    @Test
    fun `the season that was written in last is the next one's too, and another is one tap away`() = enrolled("Lường Thị Pâng", "farmer") {
        writtenAtHome {
            it.documents.openSeason(NewSeason("Vụ chiêm"))
            it.documents.openSeason(NewSeason("Vụ mùa"))
        }
        taps("Ghi nhật ký")
        sees("Vụ nào?")
        taps("Vụ chiêm")
        taps("Thu hoạch")
        taps("3")
        taps("tạ")
        taps("Lưu")
        taps("Xong")
        taps("Ghi nhật ký")
        sees("Vụ chiêm")
        taps("Thu hoạch")
        sees("0 tạ")
        taps("Quay lại")
        taps("Vụ khác")
        taps("Vụ mùa")
        sees("Làm việc gì?")
    }

    @Test
    fun `what is wrong with an input stands at its own field, and days that are no number are not left out`() = enrolled("Lò Thị Pâng", "farmer") {
        val season = inBook { it.documents.openSeason(NewSeason("Vụ mùa 2026")) }.doc.id
        test.runOnUiThread { way.to(Screen.Entry(season, "spray")) }
        types("Thời gian cách ly (ngày)", "bảy")
        taps("Ghi thêm")
        taps("0 m²")
        taps("2")
        taps("Lưu")
        sees("Chưa ghi tên vật tư")
        types("Tên trên bao bì", "Thuốc trừ rầy")
        taps("Lưu")
        sees("Thuốc trừ rầy: chưa có thời gian cách ly")
        assertEquals(1, count("chưa có thời gian cách ly"), "once, at its field")
        assertEquals(0, inBook { it.journal.query(FactQuery()) }.size)
        retypes("Thời gian cách ly (ngày)", " 7")
        taps("Lưu")
        sees("Đã lưu trên máy")
        assertEquals(7.toUShort(), inBook { it.journal.query(FactQuery()) }.single().fact.inputs.single().preHarvestInterval)
    }

    @Test
    fun `what was used is used again, as long as pack and dose are the same`() = enrolled("Lò Thị Pâng", "farmer") {
        writtenAtHome { sprayed(it, days = 14u) }
        taps("Như lần trước")
        taps("Lưu")
        sees("Đã lưu trên máy")
        taps("Xong")
        taps("Như lần trước")
        retypes("Lượng dùng", "40 ml cho 1 sào")
        taps("Lưu")
        sees("Đã lưu trên máy")
        val inputs = inBook { it.journal.query(FactQuery()) }.sortedBy { "${it.fact.id}" }.map { it.fact.inputs.single() }
        assertEquals(listOf(parseQuantity("20 ml"), parseQuantity("20 ml"), null), inputs.map { it.quantity })
        assertEquals(listOf(14, 14, 14), inputs.map { it.preHarvestInterval?.toInt() })
    }

    @Test
    fun `a step that is gone is said to be, and leads back`() = enrolled("Lò Thị Pâng", "farmer") {
        val season = inBook { it.documents.openSeason(NewSeason("Vụ mùa 2026")) }.doc.id
        test.runOnUiThread { way.to(Screen.Entry(season, "fly")) }
        sees("không có bước “fly”")
        tapsLast("Quay lại")
        sees("Hôm nay")
    }

    /** Sprayed today with something that asks for so many days until harvest. */
    private suspend fun sprayed(book: Fieldbook, days: UShort) {
        val season = book.documents.openSeason(NewSeason("Vụ mùa 2026")).doc.id
        val input = Input("Thuốc trừ rầy", dose = "20 ml cho 1 sào", quantity = parseQuantity("20 ml"), preHarvestInterval = days)
        val area = RoledQuantity(QuantityRole.AREA, parseQuantity("2 sào Bắc Bộ"))
        book.journal.record(NewFact(season, "spray", quantities = listOf(area), inputs = listOf(input)))
    }
}
