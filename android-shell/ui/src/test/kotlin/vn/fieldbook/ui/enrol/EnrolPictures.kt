package vn.fieldbook.ui.enrol

import java.nio.file.Files
import kotlinx.coroutines.runBlocking
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.pictures.draw
import vn.fieldbook.ui.pictures.Shot

fun enrolPictures(): List<Shot> {
    val film = Files.createTempDirectory("fieldbook-film").toFile()
    draw("https://txng.example/khong-phai-loi-moi", film.resolve("code.png"))
    return listOf(
        Shot("enrol-camera-refused", prepare = null, act = { sees("Máy đang chặn") }),
        Shot(
            "key-lost",
            prepare = null,
            act = {
                phone.keyLost = true
                runBlocking { opening.open() }
                sees("Máy này đã mất khoá của sổ.")
            },
        ),
        Shot("enrol-strange-code", film = film, prepare = null, act = { sees("Đây không phải mã mời") }),
        Shot(
            "enrol-is-that-you",
            prepare = null,
            act = {
                sees("Máy đang chặn")
                taps("Dán mã mời")
                types("Mã mời", Hub.invites("Lò Thị Mai", "manager"))
                taps("Tiếp")
                sees("Có phải bà con không?")
            },
        ),
    )
}
