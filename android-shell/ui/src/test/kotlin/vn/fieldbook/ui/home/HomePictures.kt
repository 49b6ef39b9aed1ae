package vn.fieldbook.ui.home

import java.time.OffsetDateTime
import vn.fieldbook.Fieldbook
import vn.fieldbook.NewFact
import vn.fieldbook.NewSeason
import vn.fieldbook.QuantityRole
import vn.fieldbook.RoledQuantity
import vn.fieldbook.SyncOptions
import vn.fieldbook.parseQuantity
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.pictures.Shot
import vn.fieldbook.ui.visit.inspected
import vn.fieldbook.ui.visit.season

fun homePictures(): List<Shot> =
    listOf(
        Shot("home-first-day", role = "farmer", prepare = { Screen.Home }, act = { sees("chưa lần nào") }),
        Shot("home-farmer-waiting", sideways = true, role = "farmer", prepare = { harvested(it); Screen.Home }, act = { sees("Như lần trước") }),
        Shot("home-manager-received", prepare = { harvested(it); it.sync.runToEnd(SyncOptions(failuresMax = 2u)); Screen.Home }, act = { sees("Nơi nhận đã có") }),
        Shot("home-due", role = "officer", prepare = { visited(it); Screen.Home }, act = { sees("Đến hạn") }),
        Shot("home-officer", role = "officer", prepare = { Screen.Home }, act = { sees("Chuyến thăm") }),
    )

/** One place to go to today, and one in two days. */
private suspend fun visited(book: Fieldbook) {
    inspected(book, season(book, "Vụ mùa nhà Mai"), "Vụ mùa nhà Mai")
    inspected(book, season(book, "Vụ mùa nhà Panh"), "Vụ mùa nhà Panh", due = "2026-10-05")
    book.sync.runToEnd(SyncOptions(failuresMax = 2u))
}

/** A season with a harvest of three days ago. */
suspend fun harvested(book: Fieldbook) {
    val season = book.documents.openSeason(NewSeason("Vụ mùa 2026")).doc.id
    book.journal.record(
        NewFact(
            doc = season,
            step = "harvest",
            occurred = OffsetDateTime.parse("2026-09-30T06:30:00+07:00"),
            quantities = listOf(RoledQuantity(QuantityRole.OUT, parseQuantity("2,5 tạ"))),
        ),
    )
}
