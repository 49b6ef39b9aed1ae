package vn.fieldbook.ui.record

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isSelectable
import java.math.BigDecimal
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import vn.fieldbook.DocKind
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
import vn.fieldbook.ui.synced
import vn.fieldbook.ui.writtenAtHome
import vn.fieldbook.unitName

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
    fun `how much of an input was used is typed on the pad, in the units of inputs`() = enrolled("Lò Thị Pâng", "farmer") {
        val season = inBook { it.documents.openSeason(NewSeason("Vụ mùa 2026")) }.doc.id
        test.runOnUiThread { way.to(Screen.Entry(season, "spray")) }
        types("Tên trên bao bì", "Thuốc trừ rầy")
        types("Thời gian cách ly (ngày)", "7")
        taps("Lượng dùng: 0 ml")
        val units = inBook { it.catalog.steps("sticky-rice", DocKind.SEASON) }.first { it.code == "spray" }.inputs?.units.orEmpty()
        assertEquals(listOf("ml", "lít", "g", "kg", "gói"), units.map { unitName(it) })
        for (unit in units) test.onNode(hasText(unitName(unit)) and isSelectable()).assertIsDisplayed()
        taps("4")
        taps("5")
        taps("g")
        sees("45 g")
        taps("Lưu")
        sees("Đã lưu trên máy")
        val input = inBook { it.journal.query(FactQuery()) }.single().fact.inputs.single()
        assertEquals(parseQuantity("45 g"), input.quantity)
        assertEquals(null, input.dose)
        test.runOnUiThread { way.to(Screen.Entry(season, "spray")) }
        sees("0 g")
    }

    @Test
    fun `what was used is used again, and as much of it until another amount is typed`() = enrolled("Lò Thị Pâng", "farmer") {
        writtenAtHome { sprayed(it, days = 14u) }
        taps("Như lần trước")
        taps("Lưu")
        sees("Đã lưu trên máy")
        taps("Xong")
        taps("Như lần trước")
        taps("Lượng dùng: 20 ml")
        taps("Xoá một số")
        taps("lít")
        taps("Lưu")
        sees("Đã lưu trên máy")
        val inputs = inBook { it.journal.query(FactQuery()) }.sortedBy { "${it.fact.id}" }.map { it.fact.inputs.single() }
        assertEquals(listOf("20 ml", "20 ml", "2 lít").map { parseQuantity(it) }, inputs.map { it.quantity })
        assertEquals(listOf(14, 14, 14), inputs.map { it.preHarvestInterval?.toInt() })
        assertEquals(setOf("20 ml cho 1 sào"), inputs.map { it.dose }.toSet())
    }

    @Test
    fun `a step that is gone is named, and the others are one tap away`() = enrolled("Lò Thị Pâng", "farmer", Hub.orgOfFewerSteps) {
        inBook { it.synced() }
        val season = inBook { it.documents.openSeason(NewSeason("Vụ khoai")) }.doc.id
        test.runOnUiThread { way.to(Screen.Entry(season, "guard")) }
        sees("Quy trình Khoai sọ không còn bước “Đuổi chim”")
        assertTrue(!shown("guard") && !shown("taro"), "no codes")
        taps("Ghi việc khác")
        sees("Làm việc gì?")
        taps("Xới đất")
        sees("Lưu")
        taps("Quay lại")
        taps("Quay lại")
        sees("Hôm nay")
    }

    @Test
    fun `a step that never was leads back too`() = enrolled("Lò Thị Pâng", "farmer") {
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
