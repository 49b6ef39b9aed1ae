package vn.fieldbook.ui.outbox

import vn.fieldbook.Fieldbook
import vn.fieldbook.LinkKind
import vn.fieldbook.NewLot
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.home.harvested
import vn.fieldbook.ui.pictures.Shot

fun outboxPictures(): List<Shot> =
    listOf(
        Shot("outbox-empty", prepare = { synced(it); Screen.Outbox }, act = { sees("Không có gì chờ gửi") }),
        Shot("outbox-waiting", prepare = { harvested(it); Screen.Outbox }, act = { sees("Thu hoạch · Vụ mùa 2026") }),
        Shot("outbox-held", prepare = { demoted(it); Screen.Outbox }, act = { sees("Tạm giữ để xem") }),
        Shot("outbox-photos", prepare = { photographed(it); Screen.Outbox }, act = { sees("Ảnh chờ Wi-Fi") }),
        Shot("outbox-no-signal", prepare = { harvested(it); Screen.Outbox }, act = { phone.carrier.value = null; sees("Không có sóng") }),
        Shot("bundles", prepare = { Screen.Bundles }, act = { sees("Nhận gói") }),
        Shot(
            "bundles-shared",
            prepare = { synced(it); harvested(it); Screen.Bundles },
            act = { taps("Đưa cho máy khác"); sees("Đã đưa gói") },
        ),
        Shot("home-needs-you", prepare = { demoted(it); harvested(it); Screen.Home }, act = { sees("Cần bà con xem") }),
        Shot("home-handed-over", prepare = { synced(it); harvested(it); it.sync.bundleOutbox(); Screen.Home }, act = { sees("Đã chuyển tay 2") }),
    )

suspend fun synced(book: Fieldbook) {
    book.sync.runToEnd(SyncOptions(failuresMax = 2u))
}

/** A manager who made a lot, and was a farmer before it reached the hub. */
suspend fun demoted(book: Fieldbook) {
    synced(book)
    book.documents.openLot(NewLot("Lô gạo nếp tan"))
    book.people.me().let { Hub.givesRole(it.person, "farmer", it.org) }
    synced(book)
}

private suspend fun photographed(book: Fieldbook) {
    book.blobs.keep(photo())
    book.sync.runToEnd(SyncOptions(failuresMax = 2u, link = LinkKind.METERED))
}
