package vn.fieldbook.ui.desktop

import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.Box
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import androidx.compose.ui.layout.ContentScale
import java.awt.image.BufferedImage
import java.io.File
import java.nio.Buffer
import java.nio.ByteBuffer
import javax.imageio.ImageIO
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.withContext
import vn.fieldbook.ui.device.Camera
import vn.fieldbook.ui.device.LumaFrame

/** A camera whose film lies in a folder: its pictures are seen one after another, over and over. */
class FolderCamera(private val folder: () -> File?, private val pace: Duration = 100.milliseconds) : Camera {
    private fun film(): List<File> = folder()?.listFiles().orEmpty().filter { it.extension in PICTURES }.sorted()

    @Composable
    override fun View(modifier: Modifier, torch: Boolean, onFrame: (LumaFrame) -> Unit, onRefused: () -> Unit) {
        var shown by remember { mutableStateOf<ImageBitmap?>(null) }
        val seen by rememberUpdatedState(onFrame)
        LaunchedEffect(Unit) {
            if (film().isEmpty()) return@LaunchedEffect onRefused()
            while (true) {
                // While there is nothing to see the last picture stays.
                if (film().isEmpty()) rest()
                for (file in film()) {
                    val picture = withContext(Dispatchers.IO) { ImageIO.read(file) } ?: continue
                    shown = picture.toComposeImageBitmap()
                    withContext(Dispatchers.IO) { seen(luma(picture)) }
                    rest()
                }
            }
        }
        Box(modifier) { shown?.let { Image(it, contentDescription = null, contentScale = ContentScale.Fit, modifier = Modifier.matchParentSize()) } }
    }

    // Of real time, which no test's clock skips: without it the next picture is there before the last one is drawn, and who
    // waits for a screen to rest waits for ever.
    private suspend fun rest() = withContext(Dispatchers.IO) { delay(pace) }

    @Volatile
    override var refused = false
        private set

    override suspend fun photo(name: String): ByteArray? =
        withContext(Dispatchers.IO) {
            refused = film().isEmpty()
            film().firstOrNull { it.extension == "jpg" }?.readBytes()
        }

    // A laptop ends nothing while its camera is open.
    override suspend fun left(name: String): ByteArray? = null

    override fun forget(name: String) = Unit

    override suspend fun tidy(idle: (String) -> Boolean) = Unit

    private companion object {
        val PICTURES = setOf("png", "jpg", "jpeg")
    }
}

/** The picture's greys in a direct buffer, as a phone's camera gives them. */
fun luma(picture: BufferedImage): LumaFrame {
    val grey = BufferedImage(picture.width, picture.height, BufferedImage.TYPE_BYTE_GRAY)
    grey.createGraphics().apply { drawImage(picture, 0, 0, null) }.dispose()
    val row = ByteArray(picture.width)
    val pixels = ByteBuffer.allocateDirect(picture.width * picture.height)
    for (y in 0 until picture.height) {
        grey.raster.getDataElements(0, y, picture.width, 1, row)
        pixels.put(row)
    }
    (pixels as Buffer).rewind()
    return LumaFrame(pixels, picture.width, picture.height, stride = picture.width, turned = 0)
}
