package vn.fieldbook.app

import android.Manifest
import android.content.ActivityNotFoundException
import android.content.Context
import android.util.Rational
import android.util.Size
import android.view.Surface
import androidx.activity.result.contract.ActivityResultContracts.TakePicture
import androidx.camera.core.CameraSelector
import androidx.camera.core.ImageAnalysis
import androidx.camera.core.ImageProxy
import androidx.camera.core.Preview
import androidx.camera.core.UseCase
import androidx.camera.core.UseCaseGroup
import androidx.camera.core.ViewPort
import androidx.camera.core.resolutionselector.AspectRatioStrategy
import androidx.camera.core.resolutionselector.ResolutionSelector
import androidx.camera.core.resolutionselector.ResolutionStrategy
import androidx.camera.lifecycle.ProcessCameraProvider
import androidx.camera.view.PreviewView
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.viewinterop.AndroidView
import androidx.core.content.ContextCompat
import androidx.core.content.FileProvider
import androidx.lifecycle.compose.LocalLifecycleOwner
import java.io.File
import java.nio.Buffer
import java.nio.ByteBuffer
import java.util.concurrent.ExecutionException
import java.util.concurrent.Executors
import kotlin.math.roundToInt
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withContext
import vn.fieldbook.ui.device.Camera
import vn.fieldbook.ui.device.LumaFrame
import vn.fieldbook.ui.scan.FINDER_SHAPE

/** The back camera: live by CameraX, for photos by the phone's own app. */
internal class CameraFeed(private val context: Context, private val asks: Asks) : Camera {
    private val folder = File(context.cacheDir, "photos") // what `file_paths.xml` opens to the camera app

    @Composable
    override fun View(modifier: Modifier, torch: Boolean, onFrame: (LumaFrame) -> Unit, onRefused: () -> Unit) {
        val latest by rememberUpdatedState(onFrame)
        val analysis = remember { analysis() }
        DisposableEffect(analysis) {
            val thread = Executors.newSingleThreadExecutor()
            analysis.setAnalyzer(thread) { image -> handOn(image, latest) }
            onDispose {
                analysis.clearAnalyzer()
                thread.shutdown()
            }
        }
        Finder(modifier, analysis, torch, onRefused)
    }

    /**
     * By the phone's own camera app, whose focus, light and zoom people know. It asks for the permission first: without
     * it the system refuses an app that names the camera in its manifest. What is taken lies under the name of what it is
     * for until somebody has kept it: on a small phone the camera app often takes the memory that ours had.
     */
    override suspend fun photo(name: String): ByteArray? {
        if (!permitted()) return null
        val file = withContext(Dispatchers.IO) { folder.mkdirs(); file(name).apply { delete() } }
        var taken = false
        try {
            val uri = FileProvider.getUriForFile(context, "${context.packageName}.files", file)
            taken = asks.ask(TakePicture(), uri) == true
            return if (taken) withContext(Dispatchers.IO) { file.readBytes() } else null
        } catch (none: ActivityNotFoundException) {
            return null
        } finally {
            if (!taken) file.delete()
        }
    }

    override suspend fun left(name: String): ByteArray? = withContext(Dispatchers.IO) {
        // A camera that was closed without a picture leaves nothing, or nothing in it.
        file(name).takeIf { it.length() > 0 }?.readBytes()
    }

    override fun forget(name: String) {
        file(name).delete()
    }

    private fun file(name: String) = File(folder, "$name.jpg")

    override suspend fun tidy(idle: (String) -> Boolean) {
        withContext(Dispatchers.IO) {
            val old = System.currentTimeMillis() - WEEK_MS
            val all = folder.listFiles().orEmpty()
            all.filter { it.lastModified() < old || idle(it.nameWithoutExtension) }.forEach { it.delete() }
        }
    }

    @Volatile
    override var refused = false
        private set

    private suspend fun permitted(): Boolean = asks.permit(Manifest.permission.CAMERA).also { refused = !it }

    /** What the camera sees, on the screen and for [use]. */
    @Composable
    private fun Finder(modifier: Modifier, use: UseCase, torch: Boolean, onRefused: () -> Unit) {
        val owner = LocalLifecycleOwner.current
        val view = remember { PreviewView(context).apply { scaleType = PreviewView.ScaleType.FIT_CENTER } }
        var bound by remember { mutableStateOf<Bound?>(null) }
        LaunchedEffect(use) {
            if (!permitted()) return@LaunchedEffect onRefused()
            val preview = Preview.Builder().setResolutionSelector(wide()).build()
            preview.setSurfaceProvider(view.surfaceProvider)
            bound =
                try {
                    val provider = provider()
                    val camera = provider.bindToLifecycle(owner, CameraSelector.DEFAULT_BACK_CAMERA, seenAlike(view, preview, use))
                    Bound(provider, preview, camera)
                } catch (none: IllegalArgumentException) {
                    return@LaunchedEffect onRefused() // a device without a back camera
                } catch (broken: ExecutionException) {
                    return@LaunchedEffect onRefused() // one whose cameras CameraX does not find
                }
        }
        LaunchedEffect(bound, torch) { bound?.camera?.cameraControl?.enableTorch(torch) }
        DisposableEffect(use) { onDispose { bound?.run { provider.unbind(preview, use) } } }
        AndroidView(factory = { view }, modifier = modifier)
    }

    /**
     * Both show the same part of what the lens sees, in the shape that the screens keep for it: what is outlined lies under
     * its outline, and nothing is read that the person does not see.
     */
    private fun seenAlike(view: PreviewView, vararg uses: UseCase): UseCaseGroup {
        val rotation = view.display?.rotation ?: Surface.ROTATION_0
        val group = UseCaseGroup.Builder().setViewPort(ViewPort.Builder(SHAPE, rotation).build())
        uses.forEach(group::addUseCase)
        return group.build()
    }

    private class Bound(val provider: ProcessCameraProvider, val preview: Preview, val camera: androidx.camera.core.Camera)

    private suspend fun provider(): ProcessCameraProvider {
        val future = ProcessCameraProvider.getInstance(context)
        return suspendCancellableCoroutine { waiting ->
            future.addListener({ waiting.resumeWith(runCatching { future.get() }) }, ContextCompat.getMainExecutor(context))
        }
    }

    // What comes while a frame is looked at is dropped, so that the screen shows what the camera sees now.
    private fun analysis(): ImageAnalysis {
        return ImageAnalysis.Builder()
            .setBackpressureStrategy(ImageAnalysis.STRATEGY_KEEP_ONLY_LATEST)
            .setResolutionSelector(wide())
            .build()
    }

    // One shape for the picture and for what is read: a sensor shows other parts of itself in other shapes.
    private fun wide(): ResolutionSelector =
        ResolutionSelector.Builder()
            .setAspectRatioStrategy(AspectRatioStrategy.RATIO_16_9_FALLBACK_AUTO_STRATEGY)
            .setResolutionStrategy(ResolutionStrategy(FRAME, ResolutionStrategy.FALLBACK_RULE_CLOSEST_LOWER_THEN_HIGHER))
            .build()

    private companion object {
        const val WEEK_MS = 7 * 24 * 3_600_000L
        val FRAME = Size(1920, 1080) // a sheet of stamps held at arm's length: the smallest codes are 60 pixels wide
        val SHAPE = Rational((FINDER_SHAPE * 100).roundToInt(), 100)
    }
}

/** What the person sees of the frame's grey plane, not copied; given back to the camera whatever happens. */
internal fun handOn(image: ImageProxy, onFrame: (LumaFrame) -> Unit) = image.use {
    val grey = it.planes[0]
    val shown = it.cropRect
    // As a `Buffer`: `ByteBuffer.position` is another method before Android 14, and is not found there.
    val rest: Buffer = grey.buffer.duplicate()
    rest.position(shown.top * grey.rowStride + shown.left * grey.pixelStride)
    val pixels = (rest as ByteBuffer).slice()
    onFrame(LumaFrame(pixels, shown.width(), shown.height(), grey.rowStride, it.imageInfo.rotationDegrees))
}
