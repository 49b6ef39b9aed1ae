package vn.fieldbook.ui.lot

import java.time.OffsetDateTime
import vn.fieldbook.Capture
import vn.fieldbook.DocId
import vn.fieldbook.Fieldbook
import vn.fieldbook.NewLot
import vn.fieldbook.SerialRange
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.pictures.Shot

fun lotPictures(): List<Shot> =
    listOf(
        Shot("harvest-nothing", prepare = { Screen.Lots }, act = { sees("Chưa có lô nào") }),
        Shot("harvest-seasons", prepare = { twoSeasons(it); packedLot(it, season(it, "Vụ mùa 2026")); Screen.Lots }, act = { sees("cách ly") }),
        Shot("lot-new", prepare = { Screen.NewLot(season(it, "Vụ mùa 2026")) }, act = { sees("Từ Vụ mùa") }),
        Shot("lot-empty", prepare = { Screen.Lot(emptyLot(it)) }, act = { sees("Chưa có hàng") }),
        Shot("lot-receive", prepare = { twoSeasons(it); Screen.Entry(emptyLot(it), "receive") }, act = { sees("Từ đâu") }),
        Shot(
            "lot-receive-two",
            prepare = { twoSeasons(it); Screen.Entry(emptyLot(it), "receive") },
            act = {
                taps("Ruộng Đặng")
                taps("9")
                taps("Ruộng Huổi Hốc")
                sees("Lấy từ")
            },
        ),
        Shot("lot-packed", prepare = { Screen.Lot(packedLot(it, season(it, "Vụ mùa 2026"))) }, act = { sees("24 gói") }),
        Shot("lot-findings", prepare = { Screen.Lot(tooSoon(it)) }, act = { sees("Xem bản ghi: Kích hoạt tem") }),
    )

private suspend fun twoSeasons(book: Fieldbook) {
    sprayed(book, season(book, "Ruộng Đặng"), days = 14u)
    harvested(book, season(book, "Ruộng Huổi Hốc"), "8,5 tạ")
}

private suspend fun emptyLot(book: Fieldbook): DocId = book.documents.openLot(NewLot(name = "Lô tháng 10", code = "L2610A")).doc.id

/** Harvested too soon, and with more stamps than packs. */
private suspend fun tooSoon(book: Fieldbook): DocId {
    val season = season(book, "Vụ mùa 2026")
    sprayed(book, season, days = 14u, OffsetDateTime.parse("2026-10-01T16:30:00+07:00"))
    harvested(book, season, "4,5 tạ", OffsetDateTime.parse("2026-10-02T06:30:00+07:00"))
    val lot = packedLot(book, season)
    val stamps = SerialRange(prefix = "HX", width = 8u, suffix = "", first = 1.toBigInteger(), last = 30.toBigInteger())
    book.stamps.activate(lot, listOf(stamps), Capture.MANUAL)
    return lot
}
