package vn.fieldbook.ui.voice

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import vn.fieldbook.BlobHash
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.device.Recorder

/** What is said for a form; [voices] are the names of its recordings, and [keep] puts them into the draft. */
class Saying(private val voices: MutableList<String>, private val recordings: Recordings, scope: CoroutineScope, private val keep: () -> Unit) {
    val work = Work(scope)

    /** The microphone gave nothing: a tap too short, or another app that has it. */
    var unheard: Boolean by mutableStateOf(false)
        private set

    @Volatile private var under: Under? = null
    @Volatile private var over = false

    // Left or saved, maybe before the microphone has begun: a recorder that does not run yet cannot be stopped.
    @Volatile private var left = false

    private class Under(val recorder: Recorder, val ended: CompletableDeferred<Unit> = CompletableDeferred())

    /** Until the recorder is stopped. It is in its file, and named by the draft, before the form shows it. */
    fun begin(recorder: Recorder) =
        work.start {
            unheard = false
            left = false
            if (!recorder.permit() || left || over) return@start
            val now = Under(recorder)
            under = now
            try {
                take(recorder)
            } finally {
                now.ended.complete(Unit)
            }
        }

    private suspend fun take(recorder: Recorder) {
        val file = recordings.new()
        // Nothing lies between this and the recorder's beginning: from there on it is stopped by itself.
        if (left || over) return
        val heard = recorder.record(file) && !over
        val whole = if (heard) recordings.whole(file) else null
        unheard = whole == null
        if (whole != null) voices += whole else file.delete()
        keep()
    }

    /** Who leaves the form has said what they wanted to say. */
    fun end() {
        left = true
        under?.recorder?.stop()
    }

    fun unsay(voice: String) {
        voices -= voice
        keep()
        recordings.file(voice).delete()
    }

    /** All of it in the book, also what is being said: who taps Save has said it. */
    suspend fun kept(book: Fieldbook): List<BlobHash> {
        end()
        under?.ended?.await()
        return recordings.kept(book, voices.toList())
    }

    /** The form is saved or thrown away. */
    internal fun forget() {
        over = true
        for (voice in voices) recordings.file(voice).delete()
    }
}
