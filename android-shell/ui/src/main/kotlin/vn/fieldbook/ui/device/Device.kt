/** What a device lends the screens, and nothing more: the screens themselves know no Android. */
package vn.fieldbook.ui.device

import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.text.font.FontFamily
import java.io.File
import java.nio.ByteBuffer
import java.time.Duration
import kotlinx.coroutines.flow.StateFlow
import vn.fieldbook.Config
import vn.fieldbook.Lang
import vn.fieldbook.LinkKind
import vn.fieldbook.Place

/** A phone, or a laptop that stands in for one. */
interface Device {
    /** Where the screens keep what is theirs: the language, forms that are half filled in. */
    val folder: File

    /** What the hub's staff see of it, such as `Galaxy A05`. */
    val name: String

    /** The app's own font, in which every Vietnamese letter is drawn. */
    val font: FontFamily

    /** The app's version as its shop shows it; null where nobody has numbered it. */
    val version: String? get() = null

    val camera: Camera
    val places: Places
    val speaker: Speaker

    /** What takes down what a person says; null on a device without a microphone. */
    val recorder: Recorder? get() = null
    val player: Player? get() = null
    val files: Files
    val network: Network

    /**
     * Where the book lies, and its key where there is one. Not on the caller's thread, for a phone's Keystore takes its time.
     * Throws [vn.fieldbook.ui.open.KeyLost].
     */
    suspend fun config(): Config

    /** Moves a book whose key is lost aside, for a new one is to be made. Nothing is deleted. */
    suspend fun setBookAside()

    /** Calls [back] when the person goes back by the device's own gesture or key. */
    @Composable
    fun OnBack(enabled: Boolean, back: () -> Unit)

    /** A JPEG of the book's as Compose draws it. */
    fun picture(jpeg: ByteArray): ImageBitmap

    /** What a person drew, as the JPEG that the book keeps. */
    fun jpeg(picture: ImageBitmap): ByteArray

    /** A code was found: a short tone and a short shake, or the one that is wanted, for eyes that are on the goods. */
    fun tick(sound: Boolean, shake: Boolean)

    /** The system's page of this app, where a person gives what they have refused. */
    fun openSettings()

    /** Something waits to be sent. The system runs a sync as soon as there is a network, also when the app is gone. */
    fun syncSoon()

    /** A book was made on this device: from now on it syncs from time to time. */
    fun enrolled()
}

/** A grey picture as the camera gives it. The buffer is direct, and is the camera's again when the call returns. */
class LumaFrame(
    val pixels: ByteBuffer,
    val width: Int,
    val height: Int,
    /** Bytes from one row to the next. */
    val stride: Int,
    /** Degrees clockwise by which it must be turned to stand upright on the screen. */
    val turned: Int,
)

interface Camera {
    /**
     * The live picture. [onFrame] is called on a thread of the camera's own, one frame at a time; what comes while it works
     * is dropped. Asks for the permission itself; [onRefused] is called when there is none, or no camera.
     */
    @Composable
    fun View(modifier: Modifier, torch: Boolean, onFrame: (LumaFrame) -> Unit, onRefused: () -> Unit)

    /**
     * A picture taken by the person, as JPEG; null when they gave up, or there is no camera, or it is [refused]. [name] is
     * what it is taken for: a phone often ends the app while its camera is open. Whoever has kept it says so by [forget].
     */
    suspend fun photo(name: String): ByteArray?

    /** The picture that was taken for this and not kept, for the app was gone; null when there is none. */
    suspend fun left(name: String): ByteArray?

    /** What was taken for this is kept elsewhere, or nobody wants it. */
    fun forget(name: String)

    /** The app begins: what nobody has come back for in a week is forgotten, and what is [idle] by its name. */
    suspend fun tidy(idle: (String) -> Boolean)

    /** Whether the person was asked for the camera last with a no for an answer. */
    val refused: Boolean
}

interface Places {
    val isPermitted: Boolean

    /** Asks for the permission, unless it is there; whether it is there then. */
    suspend fun permit(): Boolean

    /** The best fix within [patience], or null: no permission, no satellites, switched off. Never an error, nor a question. */
    suspend fun here(patience: Duration): Place?
}

interface Speaker {
    /** Says it aloud; what it said before ends. Silent where the device has no voice for the language. */
    fun say(text: String, lang: Lang)

    fun hush()
}

/** Records what a person says, one recording at a time. */
interface Recorder {
    val isPermitted: Boolean

    /** Asks for the permission, unless it is there; whether it is there then. */
    suspend fun permit(): Boolean

    /** Whether the person was asked for the microphone last with a no for an answer. */
    val refused: Boolean

    /** Whole seconds of the recording under way; null when none is. */
    val seconds: StateFlow<Int?>

    /**
     * Records into [file], AAC in MP4, until [stop], a minute at most. When this answers the file is whole; false when there is
     * nothing in it: no permission, a tap too short, a microphone that another app holds.
     */
    suspend fun record(file: File): Boolean

    /** Ends the recording, which is kept. Does nothing when none is under way. */
    fun stop()
}

/** Plays what was recorded, here or on another phone. */
interface Player {
    /** To its end; who cancels it ends it. False for a file that this device cannot play. */
    suspend fun play(file: File): Boolean
}

interface Files {
    /** Hands a file to another app: Zalo, mail, Bluetooth. */
    suspend fun share(name: String, mime: String, bytes: ByteArray)

    /** Puts a file of ours where the person says; false when they gave up. In pieces: a book may be larger than the memory. */
    suspend fun keep(name: String, mime: String, file: File): Boolean

    /** A file that the person picks; null when they gave up. */
    suspend fun pick(mimes: List<String>): ByteArray?

    /** The same for one of any size, copied in pieces into a file of ours; false when they gave up. */
    suspend fun pick(mimes: List<String>, into: File): Boolean
}

interface Network {
    /** What would carry a sync now; null without any network. */
    val link: StateFlow<LinkKind?>
}
