package vn.fieldbook.ui.conflict

import java.math.BigDecimal
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import vn.fieldbook.FactId
import vn.fieldbook.FieldValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.parseQuantity
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.lot.harvested
import vn.fieldbook.ui.lot.season
import vn.fieldbook.ui.secondPhone
import vn.fieldbook.ui.synced

class ConflictTest {
    @Test
    fun `two values of one field are settled in a few taps, without signal`() =
        disagree("Lường Văn Phin") { farmer, fact ->
            phone.carrier.value = null
            val before = taps
            taps("1 chỗ ghi khác nhau")
            sees("Quàng Thị Hoa ghi")
            sees("trên máy Máy của Quàng Thị Hoa")
            sees("Lường Văn Phin ghi")
            sees("Vì: Đo lại ở nhà")
            taps("23 %")
            taps("Đã hỏi lại")
            taps("Lưu")
            sees("Đã chọn, lưu trên máy")
            assertTrue(taps - before <= 4, "the card, the value, why, save")
            assertEquals(0, inBook { it.journal.conflicts() }.size)
            assertEquals(moisture(23), inBook { it.journal.get(fact) }.fact.fields["moisture"])

            taps("Xong")
            sees("Hôm nay")
            inBook { it.synced() }
            farmer.synced()
            assertEquals(0, farmer.journal.conflicts().size)
            assertEquals(moisture(23), farmer.journal.get(fact).fact.fields["moisture"])
        }

    @Test
    fun `neither is right, so a third is written, and the core still judges it`() =
        disagree("Cầm Thị Ngọc") { _, fact ->
            taps("1 chỗ ghi khác nhau")
            taps("Ghi giá trị khác")
            types("Độ ẩm thóc", "140")
            taps("Lưu")
            sees("không thể lớn hơn")
            assertEquals(1, inBook { it.journal.conflicts() }.size)
            retypes("Độ ẩm thóc", "24")
            taps("Lưu")
            sees("Đã chọn, lưu trên máy")
            assertEquals(moisture(24), inBook { it.journal.get(fact) }.fact.fields["moisture"])
        }

    @Test
    fun `several are listed with their values`() =
        disagree("Tòng Văn Hịa") { farmer, fact ->
            inBook { it.journal.amend(fact, "qty.out", FieldValue.Number(BigDecimal(7))) }
            farmer.journal.amend(fact, "qty.out", FieldValue.Amount(parseQuantity("85 yến")))
            farmer.synced()
            inBook { it.synced() }
            taps("2 chỗ ghi khác nhau")
            sees("Độ ẩm thóc: ")
            check(shown("22 % ≠ 23 %") || shown("23 % ≠ 22 %"))
            check(shown("7 tạ ≠ 85 yến") || shown("85 yến ≠ 7 tạ"))
            taps(" yến")
            taps("7 tạ")
            taps("Lưu")
            taps("Xong")
            // The last one opens by itself.
            sees("Vì: Đo bằng máy của trạm")
            taps("Quay lại")
            sees("1 chỗ ghi khác nhau")
            assertEquals(parseQuantity("7 tạ"), inBook { it.journal.get(fact) }.fact.quantities.single().quantity)
        }

    @Test
    fun `a third amount is typed in the unit that is right`() =
        disagree("Vì Văn Sơn") { farmer, fact ->
            inBook { it.journal.amend(fact, "qty.out", FieldValue.Number(BigDecimal(7))) }
            farmer.journal.amend(fact, "qty.out", FieldValue.Number(BigDecimal(9)))
            farmer.synced()
            inBook { it.synced() }
            taps("2 chỗ ghi khác nhau")
            taps("tạ ≠ ")
            taps("Ghi giá trị khác")
            taps("6")
            taps("yến")
            taps("Tiếp")
            taps("Đã hỏi lại")
            taps("Lưu")
            sees("Đã chọn, lưu trên máy")
            assertEquals(parseQuantity("6 yến"), inBook { it.journal.get(fact) }.fact.quantities.single().quantity)
        }
}

private fun moisture(percent: Long) = FieldValue.Number(BigDecimal(percent))

/** A harvest's moisture, put right on two phones that had not heard of each other; before the manager's one. */
private fun disagree(manager: String, then: suspend Person.(Fieldbook, FactId) -> Unit) {
    val org = Hub.newOrg("HTX của $manager")
    enrolled(manager, "manager", org) {
        secondPhone("Quàng Thị Hoa", "officer", org) { officer ->
            val fact = inBook { harvested(it, season(it, "Vụ mùa 2026"), "8 tạ") }
            inBook { it.synced() }
            officer.synced()
            officer.journal.amend(fact, "moisture", moisture(22), "Đo bằng máy của trạm")
            inBook { it.journal.amend(fact, "moisture", moisture(23), "Đo lại ở nhà") }
            officer.synced()
            inBook { it.synced() }
            then(officer, fact)
        }
    }
}
