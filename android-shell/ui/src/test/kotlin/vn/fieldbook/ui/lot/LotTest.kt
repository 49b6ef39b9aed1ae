package vn.fieldbook.ui.lot

import java.math.BigDecimal
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import vn.fieldbook.DocKind
import vn.fieldbook.EnteredUnit
import vn.fieldbook.FactKind
import vn.fieldbook.FactQuery
import vn.fieldbook.NewFact
import vn.fieldbook.NewLot
import vn.fieldbook.Origin
import vn.fieldbook.SerialRange
import vn.fieldbook.Capture
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.enrolled

class LotTest {
    @Test
    fun `a farmer harvests from home and meets no lots`() = enrolled("Lò Văn Inh", "farmer") {
        inBook { season(it, "Vụ mùa 2026") }
        val before = taps
        taps("Thu hoạch")
        sees("Chưa thu hoạch")
        seesNot("Lập lô")
        taps("Vụ mùa 2026")
        taps("5")
        taps("tạ")
        taps("Lưu")
        sees("Đã lưu trên máy")
        seesNot("Cho vào lô")
        assertTrue(taps - before <= 5, "tile, season, key, unit, save")
        assertEquals("harvest", inBook { it.journal.query(FactQuery()) }.single().fact.step)
    }

    @Test
    fun `the days left after a spraying are shown before the season is chosen`() = enrolled("Lò Thị Diên", "farmer") {
        inBook { sprayed(it, season(it, "Vụ mùa 2026"), days = 14u) }
        taps("Thu hoạch")
        sees("Còn 14 ngày cách ly")
    }

    @Test
    fun `a manager puts a harvest into a lot, which knows where it came from`() = enrolled("Lường Văn Phin", "manager") {
        val season = inBook { season(it, "Vụ mùa 2026") }
        inBook { season(it, "Vụ xuân 2026") }
        val before = taps
        taps("Thu hoạch")
        taps("Vụ mùa 2026")
        for (key in listOf("8", ",", "5")) taps(key)
        taps("tạ")
        taps("Lưu")
        taps("Cho vào lô")
        sees("Từ Vụ mùa 2026")
        taps("Lập lô")
        for (key in listOf("8", ",", "5")) taps(key)
        taps("tạ")
        taps("Lưu")
        sees("Đã lưu trên máy")
        assertTrue(taps - before <= 14, "a harvest and its lot")
        val received = inBook { it.journal.query(FactQuery(kind = FactKind.RECEIVE)) }.single().fact
        val origin = received.origins.single()
        assertEquals(season, origin.doc)
        assertEquals(BigDecimal("8.5"), origin.quantity?.entered)
        assertEquals(EnteredUnit.TA, origin.quantity?.enteredUnit)
        taps("Xong")
        taps("Như lần trước")
        taps("Lưu")
        sees("Đã lưu trên máy")
        val both = inBook { it.journal.query(FactQuery(kind = FactKind.RECEIVE)) }
        assertEquals(listOf(listOf(origin), listOf(origin)), both.map { it.fact.origins })
        assertEquals(received.doc(this), inBook { it.documents.list(DocKind.LOT) }.single().doc.id)
    }

    @Test
    fun `a delivery from two seasons says how much of each`() = enrolled("Cầm Thị Ngọc", "manager") {
        val seasons = inBook { book -> listOf("Ruộng Đặng", "Ruộng Huổi Hốc").map { season(book, it) } }
        taps("Thu hoạch")
        taps("Lập lô")
        types("Tên lô (không bắt buộc)", "Lô tháng 10")
        taps("Lập lô")
        taps("Ruộng Đặng")
        taps("9")
        taps("Ruộng Huổi Hốc")
        sees("Lấy từ Ruộng Đặng")
        taps("4")
        sees("13 kg")
        taps("Lưu")
        sees("Đã lưu trên máy")
        val received = inBook { it.journal.query(FactQuery(kind = FactKind.RECEIVE)) }.single().fact
        assertEquals(BigDecimal(13), received.quantities.single().quantity.entered)
        val parts = received.origins.associate { it.doc to it.quantity?.entered }
        assertEquals(mapOf(seasons[0] to BigDecimal(9), seasons[1] to BigDecimal(4)), parts)
    }

    @Test
    fun `a lot shows what each step took and gave, what is lost and what is left`() = enrolled("Quàng Thị Mai", "manager") {
        inBook { packedLot(it, season(it, "Vụ mùa 2026")) }
        taps("Thu hoạch")
        taps("Lô nếp tan tháng 10")
        sees("Còn 250 kg")
        sees("24 gói")
        sees("Từ Vụ mùa 2026: 4,5 tạ")
        sees("Hao 72 kg (16 %)")
        sees("Hao 128 kg (34 %)")
        taps("Ghi việc của lô")
        sees("Xay xát")
    }

    @Test
    fun `what is mixed in is weighed by itself, and where it was not the page says so`() = enrolled("Lò Thị Pọm", "manager") {
        inBook { book ->
            val lot = packedLot(book, season(book, "Vụ mùa 2026"))
            val mixed = book.documents.openLot(NewLot(name = "Lô trộn", code = "L2610B")).doc.id
            book.journal.record(NewFact(mixed, "receive", quantities = listOf(into("60 kg"))))
            val milled = listOf(into("90 kg"), out("80 kg"))
            book.journal.record(NewFact(mixed, "mill", quantities = milled, origins = listOf(Origin(lot, null))))
        }
        taps("Thu hoạch")
        taps("Lô nếp tan tháng 10")
        sees("Còn nhiều nhất 250 kg")
        taps("Quay lại")
        taps("Lô trộn")
        sees("Còn ít nhất 50 kg")
        taps("Ghi việc của lô")
        taps("Xay xát")
        taps("9")
        taps("Ghi thêm")
        taps("Lô nếp tan tháng 10")
        sees("Lấy từ Lô nếp tan tháng 10")
    }

    @Test
    fun `a voided step no longer counts`() = enrolled("Tòng Thị Phóng", "manager") {
        inBook { book ->
            val lot = packedLot(book, season(book, "Vụ mùa 2026"))
            val pack = book.journal.query(FactQuery(doc = lot, kind = FactKind.PACK)).single()
            book.journal.void(pack.fact.id, "Ghi hai lần")
        }
        taps("Thu hoạch")
        taps("Lô nếp tan tháng 10")
        sees("Còn 250 kg")
        sees("Đã huỷ")
        seesNot("24 gói")
    }

    @Test
    fun `what the rules find about a lot is said with its remedy, and leads to the entry`() = enrolled("Vì Văn Sang", "manager") {
        inBook { book ->
            val season = season(book, "Vụ mùa 2026")
            sprayed(book, season, days = 14u)
            harvested(book, season, "4,5 tạ")
            val lot = packedLot(book, season)
            val stamps = SerialRange(prefix = "HX", width = 8u, suffix = "", first = 1.toBigInteger(), last = 30.toBigInteger())
            book.stamps.activate(lot, listOf(stamps), Capture.MANUAL)
        }
        taps("Thu hoạch")
        taps("Lô nếp tan tháng 10")
        sees("30 tem")
        sees("Lô có 30 tem nhưng chỉ đóng 24 gói")
        sees("an toàn từ")
        check(count("an toàn từ") == 1) { "one harvest too soon is told once" }
        taps("Kích hoạt tem")
        sees("Bản ghi này")
        sees("Từ HX00000001 đến HX00000030")
    }
}

/** The document that an entry was written in. */
private fun vn.fieldbook.Fact.doc(person: Person) = person.inBook { it.journal.get(id) }.doc.id
