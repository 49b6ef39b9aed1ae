package vn.fieldbook.ui.settings

import vn.fieldbook.Fieldbook
import vn.fieldbook.LinkKind
import vn.fieldbook.NewSeason
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.home.harvested
import vn.fieldbook.ui.outbox.photo
import vn.fieldbook.ui.outbox.synced
import vn.fieldbook.ui.pictures.Shot

fun settingsPictures(): List<Shot> =
    listOf(
        Shot("settings", prepare = { synced(it); Screen.Settings }, act = { sees("Giờ máy") }),
        Shot("permission-place", role = "farmer", prepare = { Screen.Entry(it.documents.openSeason(NewSeason("Vụ mùa 2026")).doc.id, "harvest") }, before = { placePermitted = false }, act = { sees("Để sau") }),
        Shot(
            "settings-checked",
            hub = "https://hub.sodong.example",
            prepare = { harvested(it); Screen.Settings },
            act = { taps("Kiểm tra sổ"); sees("Sổ lành lặn") },
            below = "hub.sodong.example",
        ),
        Shot("data-unused", prepare = { Screen.DataUse }, act = { sees("Chưa dùng dữ liệu nào.") }),
        // The book counts by its own day, whichever that is: today.
        Shot("data-used", times = Times(), prepare = { used(it); Screen.DataUse }, act = { priced() }),
        // How many documents there are depends on what other tests have written: the picture is of before the first sync.
        Shot("organisations", prepare = { Screen.Organisations }, act = { sees("HTX Mường Và") }),
        Shot("licences", prepare = { Screen.Licences }, act = { sees("Be Vietnam Pro") }),
    )

/** A harvest over Wi-Fi, and a photo that could not wait over the SIM card's data. */
private suspend fun used(book: Fieldbook) {
    harvested(book)
    book.sync.runToEnd(SyncOptions(failuresMax = 2u, link = LinkKind.UNMETERED))
    // Another each time: what the hub holds already is not sent again.
    val photo = photo() + ByteArray(PADDING) + book.people.me().person.toString().encodeToByteArray()
    book.blobs.sendNow(book.blobs.keep(photo))
    book.sync.runToEnd(SyncOptions(failuresMax = 2u, link = LinkKind.METERED))
}

/** So that a few bytes more or less of an answer make no other number on the screen. */
private const val PADDING = 50_000

/** At the person's own price, with which the book is opened anew. */
private fun Person.priced() {
    types("Giá 1 MB", "60")
    taps("Lưu")
    until("it is reckoned with") { !shown("Lưu") && shown("khoảng") }
}
