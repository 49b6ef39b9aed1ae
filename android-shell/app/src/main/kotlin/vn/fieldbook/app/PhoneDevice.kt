package vn.fieldbook.app

import android.Manifest
import android.content.Intent
import android.content.pm.PackageManager.FEATURE_MICROPHONE
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.media.AudioManager
import android.media.ToneGenerator
import android.net.Uri
import android.os.Build
import android.os.VibrationEffect
import android.os.Vibrator
import android.provider.Settings
import androidx.activity.compose.BackHandler
import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asAndroidBitmap
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.text.font.Font
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.IOException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import vn.fieldbook.Config
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.open.KeyLost

/** This phone, for the screens. */
internal class PhoneDevice(private val app: FieldbookApplication, override val folder: File = app.filesDir) : Device {
    val asks = Asks()
    val notices = Notices(app)
    override val name: String = "${Build.MANUFACTURER} ${Build.MODEL}".trim()
    override val version: String? get() = app.packageManager.getPackageInfo(app.packageName, 0).versionName
    override val camera = CameraFeed(app, asks)
    override val places = LocationPlaces(app, asks)
    override val speaker = Voice(app)
    override val recorder by lazy { PhoneRecorder(app, asks).takeIf { app.packageManager.hasSystemFeature(FEATURE_MICROPHONE) } }
    override val player = PhonePlayer()
    override val files = ShareFiles(app, asks)
    override val network = PhoneNetwork(app)
    override val font by lazy {
        FontFamily(
            Font(R.font.be_vietnam_pro_regular, FontWeight.Normal),
            Font(R.font.be_vietnam_pro_semi_bold, FontWeight.SemiBold),
            Font(R.font.be_vietnam_pro_bold, FontWeight.Bold),
        )
    }

    private val place = File(folder, "book")
    private val keys = BookKeyStore(File(folder, "key"))

    // Null where the system has no tone to spare; the vibration tells as much.
    private val beeper by lazy { runCatching { ToneGenerator(AudioManager.STREAM_NOTIFICATION, 70) }.getOrNull() }

    override suspend fun config(): Config = withContext(Dispatchers.IO) {
        val hasBook = place.exists()
        val key =
            try {
                keys.find() ?: if (hasBook) throw KeyLost() else keys.make()
            } catch (lost: KeyLost) {
                if (hasBook) throw lost
                // A key without a book is of an enrolment that was cut.
                moveAside()
                keys.make()
            }
        Config(dir = place.path, bookKey = key)
    }

    override suspend fun setBookAside() = withContext(Dispatchers.IO) { moveAside() }

    /** Whoever finds the key again, in a repair shop, finds the book. */
    private fun moveAside() {
        val aside = File(folder, "sealed-${System.currentTimeMillis()}")
        if (!aside.mkdirs()) throw IOException("no room for $aside")
        for (file in listOf(place, keys.file)) {
            val moved = !file.exists() || file.renameTo(File(aside, file.name))
            if (!moved) throw IOException("$file cannot be moved aside")
        }
    }

    @Composable
    override fun OnBack(enabled: Boolean, back: () -> Unit) = BackHandler(enabled, back)

    override fun picture(jpeg: ByteArray): ImageBitmap {
        val picture = BitmapFactory.decodeByteArray(jpeg, 0, jpeg.size)
        return checkNotNull(picture) { "no picture in ${jpeg.size} bytes" }.asImageBitmap()
    }

    override fun jpeg(picture: ImageBitmap): ByteArray {
        val bytes = ByteArrayOutputStream()
        picture.asAndroidBitmap().compress(Bitmap.CompressFormat.JPEG, FINE, bytes)
        return bytes.toByteArray()
    }

    override fun tick(sound: Boolean, shake: Boolean) {
        if (sound) beeper?.startTone(ToneGenerator.TONE_PROP_BEEP, TICK_MS)
        if (!shake) return
        val pulse = VibrationEffect.createOneShot(TICK_MS.toLong(), VibrationEffect.DEFAULT_AMPLITUDE)
        app.getSystemService(Vibrator::class.java).vibrate(pulse)
    }

    override fun openSettings() {
        val page = Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", app.packageName, null))
        app.startActivity(page.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
    }

    override fun syncSoon() = SyncWorker.soon(app)

    override fun enrolled() {
        SyncWorker.often(app)
        SyncWorker.soon(app)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            app.scope.launch { asks.permit(Manifest.permission.POST_NOTIFICATIONS) }
        }
    }

    private companion object {
        const val TICK_MS = 40
        const val FINE = 90 // the thin lines of a signature stay sharp
    }
}
