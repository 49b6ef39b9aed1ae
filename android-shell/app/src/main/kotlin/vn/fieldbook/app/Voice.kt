package vn.fieldbook.app

import android.content.Context
import android.speech.tts.TextToSpeech
import java.util.Locale
import vn.fieldbook.Lang
import vn.fieldbook.ui.device.Speaker

/** The phone's own speech. One without a voice for the language stays silent: the text is on the screen anyway. */
internal class Voice(private val context: Context) : Speaker {
    // Made at the first sentence: it takes a second and memory, and most people read.
    private val engine by lazy { TextToSpeech(context, ::begin) }
    private var ready = false
    private var waiting: (() -> Unit)? = null

    override fun say(text: String, lang: Lang) {
        waiting = { speak(text, lang) }
        engine.stop()
        if (ready) speakWaiting()
    }

    override fun hush() {
        waiting = null
        if (ready) engine.stop()
    }

    private fun begin(status: Int) {
        ready = status == TextToSpeech.SUCCESS
        if (ready) speakWaiting()
    }

    private fun speakWaiting() {
        waiting?.invoke()
        waiting = null
    }

    private fun speak(text: String, lang: Lang) {
        val locale = if (lang == Lang.VI) Locale("vi", "VN") else Locale.ENGLISH
        if (engine.setLanguage(locale) >= TextToSpeech.LANG_AVAILABLE) {
            engine.speak(text, TextToSpeech.QUEUE_FLUSH, null, "prompt")
        }
    }
}
