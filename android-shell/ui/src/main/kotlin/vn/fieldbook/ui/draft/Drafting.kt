package vn.fieldbook.ui.draft

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.runtime.snapshots.Snapshot
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext
import vn.fieldbook.BlobHash
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.Way
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.device.Camera
import vn.fieldbook.ui.open.awake
import vn.fieldbook.ui.voice.Recordings
import vn.fieldbook.ui.voice.Saying

/** A form whose contents outlive its screen and the process. */
interface Drafted {
    /** All that a person has typed, chosen and photographed in it, by name. */
    fun kept(): Map<String, String>

    /** What is kept with that, and is no reason to keep anything: the place, say, which nobody has typed. */
    fun beside(): Map<String, String> = emptyMap()

    /**
     * When something was filled in first; null where nothing is. Of what is left and gone on with later, that stays. A form
     * that writes down no moment forgets it.
     */
    var begun: OffsetDateTime?
        get() = null
        set(_) = Unit

    /** Goes on where it was left. Throws [IllegalArgumentException] when something has no place in it any more. */
    fun takeUp(kept: Map<String, String>)

    /** Where photos go, by the name of the part that they belong to. */
    val albums: Map<String, MutableList<BlobHash>> get() = emptyMap()

    /** What was said for it, by the names of the recordings. */
    val voices: MutableList<String> get() = mutableListOf()
}

/** Begun on another day: the person is elsewhere by now. */
fun Drafted.isOfBefore(today: LocalDate): Boolean = begun?.let { it.toLocalDate() < today } == true

/** Begun so long ago that the person has put the phone away since, and may be elsewhere. */
fun Drafted.isOfAwhileAgo(now: OffsetDateTime): Boolean = begun?.let(now::isAwhileAfter) == true

/** Longer than anybody fills in one form without putting the phone away. */
private val AWHILE = Duration.ofHours(1)

internal fun OffsetDateTime.isAwhileAfter(begun: OffsetDateTime): Boolean =
    toLocalDate() > begun.toLocalDate() || Duration.between(begun, this) > AWHILE

/**
 * A form being filled in. It lives longer than the screen that shows it: what was begun here, a photo or a save, goes on when
 * the phone is turned, and the next screen shows the same form.
 */
class Drafting<F : Drafted>
internal constructor(
    val form: F,
    private val book: Fieldbook,
    private val camera: Camera,
    private val times: Times,
    private val draft: Draft,
    private val name: String,
    private val empty: Map<String, String>,
    leftAt: Instant?,
    aside: Aside?,
    private val written: suspend () -> Any?,
    private val recordings: Recordings,
    scope: CoroutineScope,
) {
    /** When it was left, where it goes on after a while. */
    var leftAt: Instant? by mutableStateOf(leftAt)
        private set

    /** What is left of one before, that fits no more; null where there is none. */
    var aside: Aside? by mutableStateOf(aside)
        private set

    val saving = Work(scope)
    val photographing = Work(scope)
    val saying = Saying(form.voices, recordings, scope, ::keep)

    /** The part that a photo is taken for. */
    var album: String? by mutableStateOf(null)
        private set

    /** Where it leads once it is saved. */
    var onward: ((Way) -> Unit)? by mutableStateOf(null)
        private set

    /** Thrown away by the person: what is shown next is a new one. */
    var dropped: Boolean by mutableStateOf(false)
        private set

    // What the book had written when a save began; kept with the draft until the book has answered.
    @Volatile private var before: String? = null
    @Volatile private var finished = false

    /** Whether there is something to lose. */
    val touched: Boolean get() = !finished && now() != empty

    /** Whether the next screen of this path has to show this one. */
    internal val busy: Boolean get() = saving.running || photographing.running || saying.work.running || onward != null

    // Of one moment: the person goes on typing while it is read on another thread.
    private fun now(): Map<String, String> {
        val moment = Snapshot.takeSnapshot()
        try {
            return moment.enter(form::kept)
        } finally {
            moment.dispose()
        }
    }

    /** Whether the draft says what the form says when this returns. Of a form that is done with there is nothing to say. */
    @Synchronized
    fun keep(): Boolean {
        if (finished) return true
        val now = now()
        val mark = before
        when {
            now == empty -> form.begun = null
            form.begun == null -> form.begun = times.local(times.now())
        }
        return when {
            mark != null -> draft.keep(now + form.beside() + (SAVING to mark))
            now != empty -> draft.keep(now + form.beside())
            else -> true.also { draft.forget() }
        }
    }

    /**
     * Saves the form by [write], which answers null when nothing was written; then leads on. A phone that dies between the
     * book's answer and the end of the draft finds the mark beside it, and does not save the same thing again. Who leaves the
     * app right after the tap does not stop it: the book stays awake.
     */
    fun <T : Any> save(write: suspend () -> T?, then: suspend (T) -> (Way) -> Unit) =
        saving.start {
            // Saved already, and then something else went wrong.
            if (finished) return@start
            book.awake { saved(write)?.let { done -> onward = withContext(NonCancellable) { then(done) } } }
        }

    private suspend fun <T : Any> saved(write: suspend () -> T?): T? {
        before = written().toString()
        keep()
        val done =
            try {
                write()
            } catch (cut: CancellationException) {
                withContext(NonCancellable) { settle() }
                throw cut
            } catch (refused: Throwable) {
                // Nothing was written: a save is one call of the core's, all of it or nothing. What another phone's entries have
                // changed in the book meanwhile is no answer to this one.
                unmark()
                throw refused
            }
        if (done == null) unmark() else finish()
        return done
    }

    /** After a save that was ended without an answer. Where the book holds it all the same, saving again would write it twice. */
    private suspend fun settle() {
        // A book that does not even say that leaves the mark: it is asked when the form is taken up again.
        val now = runCatching { written().toString() }.getOrNull() ?: return
        if (now == before) return unmark()
        finish()
        onward = Way::back
    }

    /** A photo for a part of the form. It is on the disk before the form shows it. */
    fun photograph(book: Fieldbook, into: String) =
        photographing.start {
            // The one that the person sees now: parts are counted anew where one before it is taken away meanwhile.
            val photos = form.albums[into] ?: return@start
            album = into
            keep()
            val taken = photoName(name, into)
            val picture = camera.photo(taken) ?: return@start
            // Who comes back from the camera is here a moment before the book is open again.
            photos += book.awake { it.blobs.keepPhoto(picture) }
            // Until the draft names it, the camera's file is all that a killed app finds again.
            if (keep()) camera.forget(taken)
        }

    /** The person does not want it. */
    fun drop() {
        finish()
        dropped = true
    }

    /** The person has read what is left of the one before, and heard what they said for it. */
    fun dropAside() {
        draft.forgetAside()
        aside?.voices?.forEach { recordings.file(it).delete() }
        aside = null
    }

    /** The person has not been away: they turned the phone, or the system had ended the app behind the camera. */
    internal fun stayed() {
        leftAt = null
    }

    /** The screen has led on. */
    internal fun told() {
        onward = null
    }

    private fun unmark() {
        before = null
        keep()
    }

    @Synchronized
    private fun finish() {
        finished = true
        draft.forget()
        saying.forget()
        // Else the next form of this screen begins with a photo of this one.
        for (album in form.albums.keys) camera.forget(photoName(name, album))
    }

    internal companion object {
        /** What the book had written before a save that nobody knows the end of. */
        const val SAVING = "saving"

        fun photoName(draft: String, album: String) = "$draft-$album"
    }
}
