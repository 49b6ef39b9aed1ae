package vn.fieldbook.ui.activate

import java.nio.file.Files
import vn.fieldbook.Capture
import vn.fieldbook.Config
import vn.fieldbook.FactId
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.pictures.Shot
import vn.fieldbook.ui.scan.Sheet
import vn.fieldbook.ui.scan.film
import vn.fieldbook.ui.scan.link
import vn.fieldbook.ui.scan.serial

fun activatePictures(): List<Shot> =
    listOf(
        Shot("activate-which-lot", org = Hub.org, prepare = { packedLot(synced(it), "Lô nếp tháng mười"); Screen.StampLot }, act = { sees("Lô nếp tháng mười") }),
        Shot("activate-ways", org = Hub.org, prepare = { Screen.Activate(packedLot(synced(it), "Lô nếp tháng mười")) }, act = { sees("Cả cuộn, cả dải") }),
        Shot(
            "activate-check",
            org = Hub.org,
            prepare = { Screen.Activate(packedLot(synced(it), "Lô nếp tháng mười", packs = 5)) },
            act = {
                taps("Gõ số đầu, số cuối")
                types("Số đầu", serial(301))
                types("Số cuối", serial(310))
                taps("Xem tem")
                sees("Vẫn kích hoạt")
            },
        ),
        Shot("activate-pending", org = Hub.org, prepare = { Screen.Claim(claimed(synced(it), "Lô nếp tháng mười", 301..310)) }, act = { sees("Chờ xác nhận") }),
        Shot("activate-disputed", org = Hub.cooperative(), prepare = { Screen.Claim(disputed(it, 311)) }, act = { sees("Tranh chấp") }),
        Shot("activate-tasks", org = Hub.cooperative(), prepare = { disputed(it, 331); Screen.Tasks }, act = { sees("Tranh chấp") }),
        Shot(
            "activate-rescan",
            org = Hub.cooperative(RESCANNED),
            film = film(Sheet(listOf(link(351, RESCANNED), link(352, RESCANNED)), 2)),
            prepare = { Screen.Rescan(disputed(it, 351)) },
            act = { sees("2 tem trên tay") },
        ),
    )

/** The product of the stamps that are scanned again. */
private const val RESCANNED = "08939999029995"

suspend fun claimed(book: Fieldbook, lot: String, stamps: IntRange): FactId {
    val range = book.stamps.range(serial(stamps.first), serial(stamps.last))
    return book.stamps.activate(packedLot(book, lot), listOf(range), Capture.MANUAL).fact
}

/** An activation of ten stamps from [first] on, which another phone's, sent before it, stands in the way of. */
suspend fun disputed(book: Fieldbook, first: Int): FactId {
    val claim = claimed(synced(book), "Lô của tôi", first..first + 9)
    val folder = Files.createTempDirectory("fieldbook-other").toFile()
    try {
        val other = Fieldbook.create(Config(folder.resolve("book").path), Hub.invites("Lò Văn Hặc", "manager", book.people.me().org.toString()), "Máy kia")
        other.use { claimed(synced(it), "Lô kia", first - 4..first + 5); synced(it) }
    } finally {
        folder.deleteRecursively()
    }
    synced(book)
    return claim
}
