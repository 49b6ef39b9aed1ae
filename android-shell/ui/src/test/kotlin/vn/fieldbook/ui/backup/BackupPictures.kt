package vn.fieldbook.ui.backup

import java.io.File
import java.nio.file.Files
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.home.harvested
import vn.fieldbook.ui.pictures.Shot
import vn.fieldbook.ui.secondPhone

private const val PASSPHRASE = "nếp tan Mường Và"

/** Another phone's book. */
private val copy: ByteArray by lazy {
    val folder = Files.createTempDirectory("fieldbook-copy").toFile()
    try {
        val file = File(folder, "copy")
        secondPhone("Lò Văn Inh", "farmer") { it.backupSealed(file.path, PASSPHRASE) }
        file.readBytes()
    } finally {
        folder.deleteRecursively()
    }
}

fun backupPictures(): List<Shot> =
    listOf(
        Shot("backup", prepare = { Screen.Backup }, act = { sees("Chưa có bản sao nào") }),
        Shot("backup-passphrase", sideways = true, prepare = { Screen.Backup }, act = { taps("Làm bản sao"); sees("Gõ lại mật khẩu") }),
        Shot("backup-differs", prepare = { Screen.Backup }, act = { asked("nếp tan Mường Và", "nếp tan mường"); taps("Hiện mật khẩu"); sees("chưa giống nhau") }),
        Shot("backup-short", prepare = { Screen.Backup }, act = { makes("gạo", "gạo"); sees("ít nhất 8 ký tự") }),
        Shot("backup-made", prepare = { harvested(it); Screen.Backup }, act = { makes(PASSPHRASE, PASSPHRASE); sees("Đã làm bản sao") }),
        Shot("backup-replace", prepare = { Screen.Backup }, act = { brings(); sees("sẽ mất") }),
        Shot("backup-wrong", prepare = { Screen.Backup }, act = { brings(); unlocks("nếp tan Mường Vạ"); sees("Mật khẩu không đúng.") }),
        Shot("enrol-restore", prepare = null, act = { brings(); sees("Mở bản sao") }),
        Shot("enrol-restore-scan", prepare = null, act = { brings(); unlocks(PASSPHRASE); sees("Giờ quét mã mời mới.") }),
    )

private fun Person.makes(passphrase: String, again: String) {
    asked(passphrase, again)
    taps("Làm bản sao")
}

private fun Person.asked(passphrase: String, again: String) {
    taps("Làm bản sao")
    types("Mật khẩu của bản sao", passphrase)
    types("Gõ lại mật khẩu", again)
}

private fun Person.brings() {
    phone.picked = copy
    taps("Lấy lại từ bản sao")
}

private fun Person.unlocks(passphrase: String) {
    types("Mật khẩu của bản sao", passphrase)
    taps(if (shown("Mở bản sao")) "Mở bản sao" else "Thay sổ trên máy này")
}
