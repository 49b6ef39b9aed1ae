package vn.fieldbook.app

import android.os.Vibrator
import android.speech.tts.TextToSpeech
import java.util.Locale
import org.junit.Assert.assertEquals
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
        app.device.tick()
        assertTrue(shadowOf(app.getSystemService(Vibrator::class.java)).isVibrating)
    }

    @Test
    fun `the link is told as it changes`() {
        for (kind in listOf(null, LinkKind.METERED, LinkKind.ROAMING, LinkKind.UNMETERED, null)) {
            sky(app, kind)
            assertEquals(kind, app.device.network.link.value)
        }
    }
}
