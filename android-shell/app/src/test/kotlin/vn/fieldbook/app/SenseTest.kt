package vn.fieldbook.app

import android.Manifest
import android.app.Activity
import android.os.Vibrator
import android.provider.Settings
import android.speech.tts.TextToSpeech
import java.util.Locale
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowTextToSpeech
import vn.fieldbook.Lang
import vn.fieldbook.LinkKind

/** Voice, vibration, the price of a megabyte and the version. */
class SenseTest : PhoneTest() {
    private val speech: ShadowTextToSpeech get() = shadowOf(ShadowTextToSpeech.getLastTextToSpeechInstance())

    @Test
    fun `the last prompt is spoken once the engine is there, in its language`() {
        ShadowTextToSpeech.addLanguageAvailability(Locale("vi", "VN"))
        ShadowTextToSpeech.addLanguageAvailability(Locale.ENGLISH)
        val voice = app.device.speaker
        voice.say("Bao nhiêu tạ?", Lang.VI)
        voice.say("Ruộng nào?", Lang.VI)
        assertNull("not ready", speech.lastSpokenText)
        speech.onInitListener.onInit(TextToSpeech.SUCCESS)
        assertEquals(listOf("Ruộng nào?"), speech.spokenTextList)
        assertEquals(Locale("vi", "VN"), speech.currentLanguage)
        voice.say("Which plot?", Lang.EN)
        assertEquals("Which plot?" to Locale.ENGLISH, speech.lastSpokenText to speech.currentLanguage)
        voice.hush()
        assertTrue(speech.isStopped)
    }

    @Test
    fun `a phone without the voice, or without an engine, stays silent`() {
        ShadowTextToSpeech.addLanguageAvailability(Locale.ENGLISH)
        app.device.speaker.say("Ruộng nào?", Lang.VI)
        speech.onInitListener.onInit(TextToSpeech.SUCCESS)
        assertTrue(speech.spokenTextList.isEmpty())
        val other = Voice(app)
        other.say("Which plot?", Lang.EN)
        speech.onInitListener.onInit(TextToSpeech.ERROR)
        assertTrue(speech.spokenTextList.isEmpty())
    }

    @Test
    fun `the screens show the version that the shop shows`() {
        assertEquals("0.2.0", app.device.version)
    }

    @Test
    fun `each new code is felt`() {
        val vibrator = shadowOf(app.getSystemService(Vibrator::class.java))
        app.device.tick(sound = true, shake = false)
        assertFalse(vibrator.isVibrating)
        app.device.tick(sound = false, shake = true)
        assertTrue(vibrator.isVibrating)
    }

    @Test
    fun `what was refused is given in the system's page of this very app`() {
        app.device.openSettings()
        val opened = shadowOf(app).nextStartedActivity
        assertEquals(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, opened.action)
        assertEquals("package:vn.fieldbook.app", opened.dataString)
    }

    @Test
    fun `a camera that is not permitted says so, and no longer once it is`() {
        assertFalse("nobody was asked yet", app.device.camera.refused)
        val photo = CoroutineScope(Dispatchers.Default).async { app.device.camera.photo("entry") }
        until("the person to be asked") { shadowOf(screen.get()).lastRequestedPermission != null }
        val question = shadowOf(screen.get()).lastRequestedPermission
        screen.get().onRequestPermissionsResult(question.requestCode, question.requestedPermissions, intArrayOf(-1))
        assertNull(soon { photo.await() })
        assertTrue(app.device.camera.refused)
        shadowOf(app).grantPermissions(Manifest.permission.CAMERA)
        // The question above was a window too.
        while (shadowOf(screen.get()).nextStartedActivityForResult != null) Unit
        val again = CoroutineScope(Dispatchers.Default).async { app.device.camera.photo("entry") }
        until("the camera to be asked") { shadowOf(screen.get()).peekNextStartedActivityForResult() != null }
        shadowOf(screen.get()).receiveResult(shadowOf(screen.get()).nextStartedActivityForResult.intent, Activity.RESULT_CANCELED, null)
        assertNull("given up", soon { again.await() })
        assertFalse(app.device.camera.refused)
    }

    @Test
    fun `the link is told as it changes`() {
        for (kind in listOf(null, LinkKind.METERED, LinkKind.ROAMING, LinkKind.UNMETERED, null)) {
            sky(app, kind)
            assertEquals(kind, app.device.network.link.value)
        }
    }
}
