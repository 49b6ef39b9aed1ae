package vn.fieldbook.ui.scan

import java.io.File
import java.nio.file.Files
import vn.fieldbook.Capture
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.activate.packedLot
import vn.fieldbook.ui.activate.synced
import vn.fieldbook.ui.pictures.Shot

fun scanPictures(): List<Shot> =
    listOf(
        Shot("scan-stamp", org = Hub.org, moves = true, film = film(Sheet(listOf(link(401)), 1)), prepare = { synced(it); Screen.Scan }, act = { sees("Tem chưa kích hoạt"); stills() }),
        Shot("scan-activated", org = Hub.org, moves = true, film = film(Sheet(listOf(link(405)), 1)), prepare = { activated(it); Screen.Scan }, act = { sees("Chờ xác nhận"); stills() }),
        Shot("scan-stranger", org = Hub.org, moves = true, film = film(Sheet(listOf(FOREIGN), 1)), prepare = { synced(it); Screen.Scan }, act = { sees("Không phải tem của mình"); stills() }),
        Shot("scan-camera-refused", org = Hub.org, prepare = { synced(it); Screen.Scan }, act = { sees("Máy đang chặn") }),
    )

const val FOREIGN = "https://id.gs1.org/01/09506000134352/21/A77"

/** A film for the run of the tests. */
fun film(sheet: Sheet, frames: Int = 1, inView: Int? = null): File {
    val folder = Files.createTempDirectory("fieldbook-film").toFile().also { it.deleteOnExit() }
    return if (inView == null) sheet.film(folder) else sheet.film(folder, frames, inView)
}

/** Lets the camera see all that there is to see, and then no more: a picture that is compared must not flicker. */
fun Person.stills() {
    Thread.sleep(SETTLED_MS)
    phone.film = null
    Thread.sleep(SETTLED_MS / 2)
}

private const val SETTLED_MS = 2_400L

private suspend fun activated(book: Fieldbook) {
    val lot = packedLot(synced(book), "Lô nếp tháng mười")
    book.stamps.activate(lot, listOf(book.stamps.range(serial(402), serial(410))), Capture.MANUAL)
}
