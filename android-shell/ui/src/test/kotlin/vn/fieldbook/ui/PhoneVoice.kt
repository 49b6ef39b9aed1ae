package vn.fieldbook.ui

import java.io.File
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.flow.MutableStateFlow
import vn.fieldbook.ui.device.Player
import vn.fieldbook.ui.device.Recorder

/** A second as a phone records it, AAC in MP4. */
val recording: ByteArray get() = File("../../tests/fixtures/voice/note.m4a").readBytes()

/** A microphone before which somebody speaks until they end it. */
class PhoneRecorder : Recorder {
    @Volatile override var isPermitted = true

    /** What the person says when they are asked, and how often they were. */
    @Volatile var grants = true
    val questions = AtomicInteger()

    /** Their finger on the answer, where a test waits for it. */
    @Volatile var answer: CompletableDeferred<Unit>? = null

    /** How often it was begun. */
    val begun = AtomicInteger()

    @Volatile override var refused = false
        private set

    /** What it hears; null is a tap too short. */
    @Volatile var hears: ByteArray? = recording
    override val seconds = MutableStateFlow<Int?>(null)

    @Volatile private var end: CompletableDeferred<Unit>? = null

    override suspend fun permit(): Boolean {
        if (!isPermitted) {
            questions.incrementAndGet()
            answer?.await()
        }
        isPermitted = isPermitted || grants
        refused = !isPermitted
        return isPermitted
    }

    override suspend fun record(file: File): Boolean {
        begun.incrementAndGet()
        val asked = CompletableDeferred<Unit>()
        end = asked
        seconds.value = 0
        asked.await()
        seconds.value = null
        return hears?.let(file::writeBytes) != null
    }

    override fun stop() {
        end?.complete(Unit)
    }
}

/** Its microphone has to be asked for, and is granted or not. */
fun Phone.asksForMicrophone(grants: Boolean): PhoneRecorder =
    checkNotNull(recorder).also {
        it.isPermitted = false
        it.grants = grants
    }

/** A loudspeaker that remembers what it played. */
class PhonePlayer : Player {
    val played = CopyOnWriteArrayList<ByteArray>()

    /** Until when it plays, where a test waits for it; and whether it can. */
    @Volatile var song: CompletableDeferred<Unit>? = null
    @Volatile var plays = true

    override suspend fun play(file: File): Boolean {
        if (!plays) return false
        played += file.readBytes()
        song?.await()
        return true
    }
}
