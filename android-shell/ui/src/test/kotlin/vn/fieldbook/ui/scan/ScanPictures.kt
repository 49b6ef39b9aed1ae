package vn.fieldbook.ui.scan

import java.io.File
import java.nio.file.Files
import vn.fieldbook.Capture
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.activate.packedLot
import vn.fieldbook.ui.activate.synced
import vn.fieldbook.ui.pictures.Shot

fun scanPictures(): List<Shot> =
    listOf(
        Shot("scan-stamp", org = Hub.org, film = film(Sheet(listOf(link(401)), 1)), prepare = { synced(it); Screen.Scan }, act = { sees("Tem chưa kích hoạt") }),
        Shot("scan-activated", org = Hub.org, film = film(Sheet(listOf(link(405)), 1)), prepare = { activated(it); Screen.Scan }, act = { sees("Chờ xác nhận") }),
        Shot("scan-stranger", org = Hub.org, film = film(Sheet(listOf(FOREIGN), 1)), prepare = { synced(it); Screen.Scan }, act = { sees("Không phải tem của mình") }),
        Shot("scan-camera-refused", org = Hub.org, prepare = { synced(it); Screen.Scan }, act = { sees("Máy đang chặn") }),
    )

const val FOREIGN = "https://id.gs1.org/01/09506000134352/21/A77"

/** A film of one picture, for the run of the tests: it is seen over and over, until every code has its mark. */
fun film(sheet: Sheet): File = sheet.film(Files.createTempDirectory("fieldbook-film").toFile().also { it.deleteOnExit() })

private suspend fun activated(book: Fieldbook) {
    val lot = packedLot(synced(book), "Lô nếp tháng mười")
    book.stamps.activate(lot, listOf(book.stamps.range(serial(402), serial(410))), Capture.MANUAL)
}
