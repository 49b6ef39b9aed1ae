package vn.fieldbook.ui.desktop

import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asSkiaBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.platform.Font
import java.awt.FileDialog
import java.awt.Frame
import java.awt.Toolkit
import java.io.File
import java.time.Duration
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.withContext
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Image
import vn.fieldbook.Config
import vn.fieldbook.Lang
import vn.fieldbook.LinkKind
import vn.fieldbook.Place
import vn.fieldbook.ui.device.Camera
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.device.Files
import vn.fieldbook.ui.device.Network
import vn.fieldbook.ui.device.Places
import vn.fieldbook.ui.device.Speaker

/** The app's font, as it lies beside the classes. */
val beVietnamPro: FontFamily =
    FontFamily(
        Font("fonts/BeVietnamPro-Regular.ttf", FontWeight.Normal),
        Font("fonts/BeVietnamPro-SemiBold.ttf", FontWeight.SemiBold),
        Font("fonts/BeVietnamPro-Bold.ttf", FontWeight.Bold),
    )

/** As JPEG, so fine that thin lines stay sharp. */
fun encoded(picture: ImageBitmap): ByteArray =
    checkNotNull(Image.makeFromBitmap(picture.asSkiaBitmap()).encodeToData(EncodedImageFormat.JPEG, 90)).bytes

/** A laptop that stands in for a phone, to try the screens out: its camera's film lies in [film]. */
class Laptop(override val folder: File, film: File?) : Device {
    override val name = "Laptop"
    override val font = beVietnamPro
    override val camera: Camera = FolderCamera({ film })
    override val places =
        object : Places {
            override val isPermitted = true

            override suspend fun permit() = true

            override suspend fun here(patience: Duration): Place? = null
        }
    override val speaker =
        object : Speaker {
            override fun say(text: String, lang: Lang) = Unit

            override fun hush() = Unit
        }
    override val files: Files = Dialogs
    override val network =
        object : Network {
            override val link: StateFlow<LinkKind?> = MutableStateFlow(LinkKind.UNMETERED)
        }

    override suspend fun config() = Config(folder.path)

    // A laptop's book has no key that could be lost.
    override suspend fun setBookAside() = Unit

    // A window has its own button for it.
    @Composable
    override fun OnBack(enabled: Boolean, back: () -> Unit) = Unit

    override fun picture(jpeg: ByteArray): ImageBitmap = Image.makeFromEncoded(jpeg).toComposeImageBitmap()

    override fun jpeg(picture: ImageBitmap): ByteArray = encoded(picture)

    override fun tick(sound: Boolean, shake: Boolean) {
        if (sound) Toolkit.getDefaultToolkit().beep()
    }

    // A laptop refuses nothing.
    override fun openSettings() = Unit

    // The window is open while it is used, and has a button for it.
    override fun syncSoon() = Unit

    override fun enrolled() = Unit
}

/** The system's own windows for files. */
private object Dialogs : Files {
    override suspend fun share(name: String, mime: String, bytes: ByteArray) {
        val chosen = chosen(FileDialog.SAVE, name) ?: return
        withContext(Dispatchers.IO) { chosen.writeBytes(bytes) }
    }

    override suspend fun keep(name: String, mime: String, file: File): Boolean {
        val chosen = chosen(FileDialog.SAVE, name) ?: return false
        withContext(Dispatchers.IO) { file.copyTo(chosen, overwrite = true) }
        return true
    }

    override suspend fun pick(mimes: List<String>): ByteArray? {
        val chosen = chosen(FileDialog.LOAD, null) ?: return null
        return withContext(Dispatchers.IO) { chosen.readBytes() }
    }

    override suspend fun pick(mimes: List<String>, into: File): Boolean {
        val chosen = chosen(FileDialog.LOAD, null) ?: return false
        withContext(Dispatchers.IO) { chosen.copyTo(into, overwrite = true) }
        return true
    }

    private suspend fun chosen(mode: Int, name: String?): File? =
        withContext(Dispatchers.IO) {
            val dialog = FileDialog(null as Frame?, null, mode)
            dialog.file = name
            dialog.isVisible = true
            dialog.files.firstOrNull()
        }
}
