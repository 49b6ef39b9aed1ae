package vn.fieldbook.ui

import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import java.io.File
import java.time.Duration
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import org.jetbrains.skia.Image
import vn.fieldbook.Config
import vn.fieldbook.Lang
import vn.fieldbook.LinkKind
import vn.fieldbook.Place
import vn.fieldbook.ui.desktop.beVietnamPro
import vn.fieldbook.ui.desktop.encoded
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.device.Files
import vn.fieldbook.ui.device.Network
import vn.fieldbook.ui.device.Places
import vn.fieldbook.ui.device.Speaker
import vn.fieldbook.ui.open.KeyLost

/** A phone for tests: its camera sees the pictures of a folder, and it remembers what it was asked to do. */
class Phone(override val folder: File, override val name: String = "Điện thoại của Mai") : Device {

    /** Whether its Keystore has lost the key of the book, until that is set aside. */
    @Volatile var keyLost = false
    override val font = beVietnamPro

    /** What the camera sees; null is a phone without the permission. */
    @Volatile var film: File? = null
    override val camera = PhoneCamera { film }

    /** Where it is; null is a valley without satellites. */
    @Volatile var place: Place? = Place(latE7 = 211_234_567, lonE7 = 1_039_876_543, accuracyM = 8u, fixAgeS = 1u)

    /** Whether the place is permitted, what the person says when they are asked, and how often they were. */
    @Volatile var placePermitted = true
    @Volatile var grantsPlace = true
    @Volatile var placeQuestions = 0
    override val places =
        object : Places {
            override val isPermitted get() = placePermitted

            override suspend fun permit(): Boolean {
                placeQuestions += 1
                placePermitted = grantsPlace
                return grantsPlace
            }

            override suspend fun here(patience: Duration): Place? = place.takeIf { placePermitted }
        }

    val said = CopyOnWriteArrayList<Pair<String, Lang>>()
    override val speaker =
        object : Speaker {
            override fun say(text: String, lang: Lang) {
                said += text to lang
            }

            override fun hush() = Unit
        }

    /** Null is a device without a microphone. */
    override var recorder: PhoneRecorder? = PhoneRecorder()
    override val player = PhonePlayer()

    class Shared(val name: String, val mime: String, val bytes: ByteArray)

    val shared = CopyOnWriteArrayList<Shared>()

    /** Whether the person says where a file is to lie, or gives up. */
    @Volatile var keeps = true

    /** The file that the person picks next. */
    @Volatile var picked: ByteArray? = null
    override val files =
        object : Files {
            override suspend fun share(name: String, mime: String, bytes: ByteArray) {
                shared += Shared(name, mime, bytes)
            }

            override suspend fun keep(name: String, mime: String, file: File): Boolean =
                keeps && shared.add(Shared(name, mime, file.readBytes()))

            override suspend fun pick(mimes: List<String>): ByteArray? = picked

            override suspend fun pick(mimes: List<String>, into: File): Boolean = picked?.let(into::writeBytes) != null
        }

    val carrier = MutableStateFlow<LinkKind?>(LinkKind.UNMETERED)
    override val network =
        object : Network {
            override val link: StateFlow<LinkKind?> = carrier
        }

    /** When it beeped or shook for a new stamp, nanoseconds. */
    val ticks = CopyOnWriteArrayList<Long>()
    val settingsOpened = AtomicInteger()
    val syncsAsked = AtomicInteger()
    val enrolments = AtomicInteger()

    override suspend fun config(): Config = if (keyLost) throw KeyLost() else Config(folder.path)

    override suspend fun setBookAside() {
        check(folder.renameTo(File(folder.path + "-sealed"))) { "$folder stays where it is" }
        keyLost = false
    }

    @Composable
    override fun OnBack(enabled: Boolean, back: () -> Unit) = Unit

    override fun picture(jpeg: ByteArray): ImageBitmap = Image.makeFromEncoded(jpeg).toComposeImageBitmap()

    override fun jpeg(picture: ImageBitmap): ByteArray = encoded(picture)

    override fun tick(sound: Boolean, shake: Boolean) {
        if (sound || shake) ticks += System.nanoTime()
    }

    override fun openSettings() {
        settingsOpened.incrementAndGet()
    }

    override fun syncSoon() {
        syncsAsked.incrementAndGet()
    }

    override fun enrolled() {
        enrolments.incrementAndGet()
    }
}
