package vn.fieldbook.app

import android.Manifest
import android.content.Context
import android.content.pm.PackageManager
import android.media.MediaRecorder
import android.os.Build
import java.io.File
import java.io.IOException
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import vn.fieldbook.ui.device.Recorder

/** The phone's microphone: speech in AAC, 16 kbit/s in one channel, so that a minute is 120 KB. */
internal class PhoneRecorder(private val context: Context, private val asks: Asks) : Recorder {
    private val time = MutableStateFlow<Int?>(null)
    override val seconds: StateFlow<Int?> = time

    // Of the recording under way: completed when it is to end.
    private var end: CompletableDeferred<Unit>? = null

    override val isPermitted: Boolean
        get() = context.checkSelfPermission(Manifest.permission.RECORD_AUDIO) == PackageManager.PERMISSION_GRANTED

    @Volatile
    override var refused = false
        private set

    override suspend fun permit(): Boolean = asks.permit(Manifest.permission.RECORD_AUDIO).also { refused = !it }

    override fun stop() {
        end?.complete(Unit)
    }

    override suspend fun record(file: File): Boolean {
        if (end != null || !isPermitted) return false
        val asked = CompletableDeferred<Unit>()
        end = asked
        try {
            return withContext(Dispatchers.Main.immediate) { record(file, asked) }
        } finally {
            end = null
            time.value = null
        }
    }

    private suspend fun record(file: File, asked: CompletableDeferred<Unit>): Boolean {
        val recorder = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) MediaRecorder(context) else old()
        try {
            recorder.begin(file, onFull = { asked.complete(Unit) })
            counting { asked.await() }
            // Throws when there is nothing yet to be written: a tap too short.
            recorder.stop()
            return file.length() > 0
        } catch (busy: IOException) {
            return false
        } catch (nothing: RuntimeException) {
            return false
        } finally {
            recorder.release()
        }
    }

    private fun MediaRecorder.begin(file: File, onFull: () -> Unit) {
        setAudioSource(MediaRecorder.AudioSource.MIC)
        setOutputFormat(MediaRecorder.OutputFormat.MPEG_4)
        setAudioEncoder(MediaRecorder.AudioEncoder.AAC)
        setAudioChannels(1)
        setAudioSamplingRate(SAMPLES)
        setAudioEncodingBitRate(BITS)
        setMaxDuration(LONGEST_S * 1000)
        setOutputFile(file.path)
        setOnInfoListener { _, what, _ -> if (what == MediaRecorder.MEDIA_RECORDER_INFO_MAX_DURATION_REACHED) onFull() }
        setOnErrorListener { _, _, _ -> onFull() }
        prepare()
        start()
    }

    /** While [work] runs, the seconds go by. */
    private suspend fun counting(work: suspend () -> Unit) = coroutineScope {
        val clock = launch {
            for (second in 0..LONGEST_S) {
                time.value = second
                delay(1.seconds)
            }
        }
        work()
        clock.cancel()
    }

    @Suppress("DEPRECATION") // the only one before Android 12
    private fun old() = MediaRecorder()

    private companion object {
        const val LONGEST_S = 60
        const val SAMPLES = 16_000 // speech needs no more
        const val BITS = 16_000
    }
}
