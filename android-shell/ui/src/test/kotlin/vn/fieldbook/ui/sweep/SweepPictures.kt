package vn.fieldbook.ui.sweep

import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.activate.packedLot
import vn.fieldbook.ui.activate.synced
import vn.fieldbook.ui.pictures.Shot
import vn.fieldbook.ui.pictures.Unsteady
import vn.fieldbook.ui.scan.FOREIGN
import vn.fieldbook.ui.scan.Sheet
import vn.fieldbook.ui.scan.film
import vn.fieldbook.ui.scan.link

fun sweepPictures(): List<Shot> =
    listOf(
        Shot("sweep-film", org = Hub.org, film = sheet(), unsteady = OUTLINES, prepare = { synced(it); Screen.Sweep(lot = null) }, act = { sees("Xem 4 tem"); sees("Lạ 1 tem") }),
        Shot(
            "sweep-proposal",
            org = Hub.org,
            film = sheet(),
            prepare = { Screen.Sweep(packedLot(synced(it), "Lô nếp tháng mười", packs = 3)) },
            act = {
                sees("Lạ 1 tem")
                taps("Xem 4 tem")
                sees("chỉ đóng 3 gói")
                sees("Vẫn kích hoạt")
            },
        ),
        Shot(
            "sweep-proposal-remarks",
            org = Hub.org,
            film = sheet(),
            prepare = { synced(it); Screen.Sweep(lot = null) },
            act = {
                sees("Lạ 1 tem")
                taps("Xem 4 tem")
                taps("Gõ số trên tem")
                sees("Số trên tem")
            },
        ),
    )

/** The live picture, by its place on the page. */
private val OUTLINES =
    Unsteady(16, 56, 344, 240, "which pass of the scanner reads a small code hangs on what a frame's time is enough for, and by it an edge lies a pixel further.")

/** Two rows of three: the third stamp was taken off, and one of another issuer is stuck over the fifth. */
private fun sheet() = film(Sheet(listOf(link(1), link(2), null, link(4), FOREIGN, link(6)), columns = 3))
