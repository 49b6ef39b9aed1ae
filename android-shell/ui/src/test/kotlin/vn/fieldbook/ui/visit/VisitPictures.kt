package vn.fieldbook.ui.visit

import java.time.LocalDate
import java.time.OffsetDateTime
import vn.fieldbook.DocId
import vn.fieldbook.FieldValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.NewFact
import vn.fieldbook.NewSeason
import vn.fieldbook.NewVisit
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.pictures.Shot

fun visitPictures(): List<Shot> =
    listOf(
        Shot("visit-route", prepare = { route(it); Screen.Visits }, act = { sees("Quá hạn") }),
        Shot("visit-no-route", role = "farmer", prepare = { Screen.Visits }, act = { sees("ở máy của cán bộ"); seesNot("Hôm nay không có") }),
        Shot("visit-whom", prepare = { route(it); Screen.Visits }, act = { taps("Hẹn chuyến thăm"); sees("Nơi khác") }),
        Shot("visit-last-time", prepare = { Screen.Visit(inspected(it, season(it))) }, act = { sees("Kho thuốc để ngỏ") }),
        Shot("visit-checklist", prepare = { Screen.Visit(planned(it, season(it))) }, act = { halfway() }),
        Shot("visit-recheck", prepare = { Screen.Visit(inspected(it, season(it))) }, act = { taps("Kiểm tra lại"); taps("Chưa khắc phục") }),
        Shot("visit-nonconformity", prepare = { Screen.Visit(planned(it, season(it))) }, act = { halfway(); taps("Tiếp"); sees("1. Điểm") }),
        Shot("visit-signed", prepare = { Screen.Visit(planned(it, season(it))) }, act = { toTheEnd(); signs() }),
        Shot("visit-refused", prepare = { Screen.Visit(planned(it, season(it))) }, act = { toTheEnd(); taps("Xong chuyến thăm"); sees("1. Điểm") }),
    )

private fun Person.halfway() {
    taps("Bắt đầu thăm")
    answers("Sổ ghi đủ, đúng ngày", "Chưa đạt")
    answers("Lô nào có mã lô ấy", "Đạt")
    answers("Biết hàng nhận từ đâu", "Không áp dụng")
    sees("Đã xem 3 trên 10")
}

private fun Person.toTheEnd() {
    halfway()
    taps("Tiếp")
    taps("Tiếp")
    taps("Phải khắc phục")
}

internal suspend fun season(book: Fieldbook, name: String = "Vụ mùa 2026"): DocId = book.documents.openSeason(NewSeason(name)).doc.id

private suspend fun planned(book: Fieldbook, subject: DocId, name: String = "Vụ mùa 2026"): DocId =
    book.documents.openVisit(NewVisit(name, subject = subject)).doc.id

internal suspend fun route(book: Fieldbook) {
    planned(book, season(book, "Vụ mùa nhà Inh"), "Vụ mùa nhà Inh")
    inspected(book, season(book, "Vụ mùa nhà Mai"), "Vụ mùa nhà Mai")
    inspected(book, season(book, "Vụ mùa nhà Panh"), "Vụ mùa nhà Panh", due = "2026-10-20")
    book.sync.runToEnd(SyncOptions(failuresMax = 2u))
}

internal suspend fun inspected(book: Fieldbook, subject: DocId, name: String = "Vụ mùa 2026", due: String = "2026-10-01"): DocId {
    val visit = planned(book, subject, name)
    val then = OffsetDateTime.parse("2026-09-15T08:20:00+07:00")
    val point =
        mapOf(
            "found" to FieldValue.Text("Kho thuốc để ngỏ"),
            "corrective_action" to FieldValue.Text("Làm khoá riêng"),
            "due_by" to FieldValue.Date(LocalDate.parse(due)),
        )
    book.journal.record(NewFact(visit, "nonconformity", occurred = then, fields = point))
    val said = mapOf("inputs_stored" to FieldValue.Text("no"), "conclusion" to FieldValue.Text("correct"))
    book.journal.record(NewFact(visit, "inspect", occurred = then, fields = said))
    return visit
}
