package vn.fieldbook.ui.conflict

import java.math.BigDecimal
import vn.fieldbook.DocId
import vn.fieldbook.FactId
import vn.fieldbook.FieldValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.lot.harvested
import vn.fieldbook.ui.lot.season
import vn.fieldbook.ui.pictures.Shot
import vn.fieldbook.ui.secondPhone
import vn.fieldbook.ui.synced

fun conflictPictures(): List<Shot> =
    listOf(
        Shot("conflict-none", org = Hub.org, prepare = { Screen.Conflicts }, act = { sees("Không còn chỗ nào") }),
        Shot("conflict-card", org = Hub.org, prepare = { card(it) }, act = { sees("Đo lại ở nhà") }),
        Shot(
            "conflict-third",
            org = Hub.org,
            prepare = { card(it) },
            act = {
                taps("Ghi giá trị khác")
                sees("Lý do khác")
            },
        ),
        Shot(
            "conflict-settled",
            org = Hub.org,
            prepare = { card(it) },
            act = {
                taps("23 %")
                taps("Lưu")
                sees("Đã chọn")
            },
        ),
    )

/** A harvest's moisture, put right on two phones that had not heard of each other. */
private suspend fun card(book: Fieldbook): Screen {
    val season: DocId = season(book, "Vụ mùa 2026")
    val fact: FactId = harvested(book, season, "8 tạ")
    book.synced()
    secondPhone("Quàng Thị Hoa", "officer") { officer ->
        officer.synced()
        officer.journal.amend(fact, "moisture", FieldValue.Number(BigDecimal(22)), "Đo bằng máy của trạm")
        book.journal.amend(fact, "moisture", FieldValue.Number(BigDecimal(23)), "Đo lại ở nhà")
        officer.synced()
    }
    book.synced()
    return Screen.Conflict(season, fact, "moisture")
}
