package vn.fieldbook.ui.draft

import androidx.compose.ui.test.ExperimentalTestApi
import java.awt.Color
import java.awt.image.BufferedImage
import java.io.ByteArrayOutputStream
import java.io.File
import javax.imageio.ImageIO
import kotlinx.coroutines.runBlocking
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Phone
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.Way
import vn.fieldbook.ui.process

/** The files of all that is begun on the phone. */
internal fun Phone.drafts(): List<File> = folder.resolve("drafts").walk().filter { it.isFile && it.extension !in Draft.BESIDE }.toList()

/** A JPEG, as a camera gives it. */
internal fun picture(): ByteArray {
    val picture = BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB)
    picture.createGraphics().apply { color = Color.GREEN; fillRect(20, 20, 80, 60) }.dispose()
    return ByteArrayOutputStream().also { ImageIO.write(picture, "jpg", it) }.toByteArray()
}

/** Waits until what was typed last is in a draft's file. */
internal fun Person.untilKept(last: String) = until("“$last” is on the disk") { phone.drafts().any { last in it.readText() } }

internal fun Person.joins(role: String) {
    sees("Quét mã QR")
    runBlocking { opening.enrol(Hub.invites("Lò Văn Inh", role)) }
    sees("Hôm nay")
}

/**
 * Enrols, comes to a screen, does something there, and is killed by the system: what lies on the disk once [last] is there
 * is all that is left, whatever a screen does when it goes. Answers the way that Android hands to the next process.
 */
@OptIn(ExperimentalTestApi::class)
internal fun killed(
    phone: Phone,
    last: String,
    role: String = "farmer",
    times: Times = Times(),
    start: Person.() -> Screen,
    story: Person.() -> Unit,
): Way {
    val disk = File(phone.folder.path + "-disk")
    val way = Way()
    process(phone, way, times) {
        joins(role)
        val screen = start()
        test.runOnUiThread { way.to(screen) }
        story()
        untilKept(last)
        phone.folder.resolve("drafts").copyRecursively(disk, overwrite = true)
    }
    phone.folder.resolve("drafts").deleteRecursively()
    disk.copyRecursively(phone.folder.resolve("drafts"))
    return Way(way.paths.map(Screen::of))
}
