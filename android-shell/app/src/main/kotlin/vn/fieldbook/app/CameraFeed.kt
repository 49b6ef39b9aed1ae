package vn.fieldbook.app

import android.Manifest
import android.content.ActivityNotFoundException
import android.content.Context
import android.util.Size
import androidx.activity.result.contract.ActivityResultContracts.TakePicture
import androidx.camera.core.CameraSelector
import androidx.camera.core.ImageAnalysis
import androidx.camera.core.ImageProxy
import androidx.camera.core.Preview
import androidx.camera.core.UseCase
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
import java.util.concurrent.Executors
import kotlin.coroutines.resume
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withContext
import vn.fieldbook.ui.device.Camera
import vn.fieldbook.ui.device.LumaFrame

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
     * for until it is read: on a small phone the camera app often takes the memory that ours had.
     */
    override suspend fun photo(name: String): ByteArray? {
        if (!asks.permit(Manifest.permission.CAMERA)) return null
        val file = withContext(Dispatchers.IO) { folder.mkdirs(); tidy(); file(name).apply { delete() } }
        try {
            val uri = FileProvider.getUriForFile(context, "${context.packageName}.files", file)
            return if (asks.ask(TakePicture(), uri) == true) withContext(Dispatchers.IO) { file.readBytes() } else null
        } catch (none: ActivityNotFoundException) {
            return null
        } finally {
            file.delete()
        }
    }

    override suspend fun left(name: String): ByteArray? = withContext(Dispatchers.IO) {
        val file = file(name)
        // A camera that was closed without a picture leaves nothing, or nothing in it.
        file.takeIf { it.length() > 0 }?.readBytes().also { file.delete() }
    }

    private fun file(name: String) = File(folder, "$name.jpg")

    /** What nobody has come back for. */
    private fun tidy() {
        val old = System.currentTimeMillis() - WEEK_MS
        folder.listFiles()?.filter { it.lastModified() < old }?.forEach { it.delete() }
    }

    /** What the camera sees, on the screen and for [use]. */
    @Composable
    private fun Finder(modifier: Modifier, use: UseCase, torch: Boolean, onRefused: () -> Unit) {
        val owner = LocalLifecycleOwner.current
        val view = remember { PreviewView(context) }
        var bound by remember { mutableStateOf<Bound?>(null) }
        LaunchedEffect(use) {
            if (!asks.permit(Manifest.permission.CAMERA)) return@LaunchedEffect onRefused()
            val preview = Preview.Builder().build().also { it.setSurfaceProvider(view.surfaceProvider) }
            val provider = provider()
            bound =
                try {
                    val camera = provider.bindToLifecycle(owner, CameraSelector.DEFAULT_BACK_CAMERA, preview, use)
                    Bound(provider, preview, camera)
                } catch (none: IllegalArgumentException) {
                    return@LaunchedEffect onRefused() // a device without a back camera
                }
        }
        LaunchedEffect(bound, torch) { bound?.camera?.cameraControl?.enableTorch(torch) }
        DisposableEffect(use) { onDispose { bound?.run { provider.unbind(preview, use) } } }
        AndroidView(factory = { view }, modifier = modifier)
    }

    private class Bound(val provider: ProcessCameraProvider, val preview: Preview, val camera: androidx.camera.core.Camera)

    private suspend fun provider(): ProcessCameraProvider {
        val future = ProcessCameraProvider.getInstance(context)
        return suspendCancellableCoroutine { waiting ->
            future.addListener({ waiting.resume(future.get()) }, ContextCompat.getMainExecutor(context))
        }
    }

    // What comes while a frame is looked at is dropped, so that the screen shows what the camera sees now.
    private fun analysis(): ImageAnalysis {
        val size = ResolutionStrategy(FRAME, ResolutionStrategy.FALLBACK_RULE_CLOSEST_LOWER_THEN_HIGHER)
        return ImageAnalysis.Builder()
            .setBackpressureStrategy(ImageAnalysis.STRATEGY_KEEP_ONLY_LATEST)
            .setResolutionSelector(ResolutionSelector.Builder().setResolutionStrategy(size).build())
            .build()
    }

    private companion object {
        const val WEEK_MS = 7 * 24 * 3_600_000L
        val FRAME = Size(1920, 1080) // a sheet of stamps held at arm's length: the smallest codes are 60 pixels wide
    }
}

/** The frame's grey plane, not copied; given back to the camera whatever happens. */
internal fun handOn(image: ImageProxy, onFrame: (LumaFrame) -> Unit) = image.use {
    val grey = it.planes[0]
    onFrame(LumaFrame(grey.buffer, it.width, it.height, grey.rowStride, it.imageInfo.rotationDegrees))
}
