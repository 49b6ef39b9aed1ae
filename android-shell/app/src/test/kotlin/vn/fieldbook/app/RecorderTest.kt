package vn.fieldbook.app

import android.Manifest
import android.content.pm.PackageManager.FEATURE_MICROPHONE
import android.media.MediaRecorder
import java.io.File
import java.io.IOException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.shadows.ShadowMediaPlayer
import org.robolectric.shadows.ShadowMediaRecorder
import org.robolectric.shadows.util.DataSource
import vn.fieldbook.ui.device.Recorder

/** Android's own shadow writes nothing: this one writes what a phone would have when it stops. */
@Implements(MediaRecorder::class)
class WritingRecorder : ShadowMediaRecorder() {
    @Implementation
    public override fun start() {
        super.start()
        last = this
    }

    @Implementation
    public override fun stop() {
        super.stop()
        if (hears.isEmpty()) throw RuntimeException("stop failed")
        File(outputPath).writeBytes(hears)
    }

    companion object {
        var last: WritingRecorder? = null
        var hears = ByteArray(0)
    }
}

/** The microphone and the loudspeaker. */
@Config(shadows = [WritingRecorder::class])
class RecorderTest : PhoneTest() {
    private val recorder: Recorder get() = app.device.recorder!!
    private val file get() = File(folder, "said.m4a")

    @Before
    fun hears() {
        shadowOf(app.packageManager).setSystemFeature(FEATURE_MICROPHONE, true)
        WritingRecorder.last = null
        WritingRecorder.hears = byteArrayOf(1, 2, 3)
    }

    private fun recording(): Deferred<Boolean> {
        val answer = CoroutineScope(Dispatchers.Default).async { recorder.record(file) }
        until("the first second") { recorder.seconds.value != null || answer.isCompleted }
        return answer
    }

    private fun permitted() = shadowOf(app).grantPermissions(Manifest.permission.RECORD_AUDIO)

    @Test
    fun `what is said is recorded as small as speech may be, until the person ends it`() {
        permitted()
        val answer = recording()
        val under = WritingRecorder.last!!
        assertEquals(MediaRecorder.OutputFormat.MPEG_4, under.outputFormat)
        assertEquals(MediaRecorder.AudioEncoder.AAC, under.audioEncoder)
        assertEquals(listOf(1, 16_000, 16_000), listOf(under.audioChannels, under.audioSamplingRate, under.audioEncodingBitRate))
        assertEquals(60_000, under.maxDuration)
        assertFalse("one at a time", soon { recorder.record(File(folder, "other.m4a")) })
        recorder.stop()
        assertTrue(soon { answer.await() })
        assertEquals(3, file.length())
        assertNull(recorder.seconds.value)
    }

    @Test
    @Config(sdk = [26])
    fun `so it is on the oldest phone`() = `what is said is recorded as small as speech may be, until the person ends it`()

    @Test
    fun `after a minute, and when the app is left, it ends by itself`() {
        permitted()
        val full = recording()
        WritingRecorder.last!!.infoListener.onInfo(null, MediaRecorder.MEDIA_RECORDER_INFO_MAX_DURATION_REACHED, 0)
        assertTrue(soon { full.await() })
        val left = recording()
        screen.pause()
        assertTrue(soon { left.await() })
        screen.resume()
    }

    @Test
    fun `a tap too short leaves nothing, and the next one records`() {
        permitted()
        WritingRecorder.hears = ByteArray(0)
        val short = recording()
        recorder.stop()
        assertFalse(soon { short.await() })
        WritingRecorder.hears = byteArrayOf(7)
        val next = recording()
        recorder.stop()
        assertTrue(soon { next.await() })
    }

    @Test
    fun `the microphone is asked for, and one that is refused is told`() {
        assertFalse(recorder.isPermitted || recorder.refused)
        val asked = CoroutineScope(Dispatchers.Default).async { recorder.permit() }
        until("the person to be asked") { shadowOf(screen.get()).lastRequestedPermission != null }
        val question = shadowOf(screen.get()).lastRequestedPermission
        assertEquals(listOf(Manifest.permission.RECORD_AUDIO), question.requestedPermissions.toList())
        screen.get().onRequestPermissionsResult(question.requestCode, question.requestedPermissions, intArrayOf(-1))
        assertFalse(soon { asked.await() })
        assertTrue(recorder.refused)
        assertFalse("and nothing is recorded", soon { recorder.record(file) })
        permitted()
        assertTrue(soon { recorder.permit() })
        assertFalse(recorder.refused)
    }

    @Test
    fun `a recording is played to its end, and what is none is not`() {
        file.writeBytes(byteArrayOf(1))
        ShadowMediaPlayer.addMediaInfo(DataSource.toDataSource(file.path), ShadowMediaPlayer.MediaInfo(0, 0))
        assertTrue(soon { app.device.player.play(file) })
        val broken = File(folder, "broken.m4a").apply { writeBytes(byteArrayOf(2)) }
        ShadowMediaPlayer.addException(DataSource.toDataSource(broken.path), IOException("no such format"))
        assertFalse(soon { app.device.player.play(broken) })
    }

    @Test
    fun `a phone without a microphone does not offer it`() {
        shadowOf(app.packageManager).setSystemFeature(FEATURE_MICROPHONE, false)
        assertNull(PhoneDevice(app).recorder)
    }
}
