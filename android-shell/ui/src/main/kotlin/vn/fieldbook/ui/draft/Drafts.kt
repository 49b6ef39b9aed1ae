package vn.fieldbook.ui.draft

import java.io.File
import java.net.URLDecoder
import java.net.URLEncoder
import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import vn.fieldbook.BlobHash
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.PersonId
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.open.awake
import vn.fieldbook.ui.voice.Recordings

/**
 * Everything that people have begun to fill in and not saved: each person's forms in a folder of their own, each in a file
 * named by its screen's path. There is one of it in the process.
 */
class Drafts(private val device: Device, private val scope: CoroutineScope) {
    private val folder = File(device.folder, "drafts")
    private val shown = ConcurrentHashMap<String, Drafting<*>>()

    /**
     * The form of a screen: as it was left, or a [new] one. [written] answers what the book holds of its kind: whether a save
     * that was cut has reached the book.
     */
    suspend fun <F : Drafted> of(
        book: Fieldbook,
        screen: Screen,
        written: suspend () -> Any?,
        times: Times = Times(),
        new: suspend () -> F,
    ): Drafting<F> {
        val person = book.people.me().person
        val name = "$person-${encoded(screen)}"
        @Suppress("UNCHECKED_CAST") // one path is one kind of form
        shown[name]?.takeIf { it.busy }?.let { return it as Drafting<F> }
        val draft = draft(person, screen)
        val fresh = new()
        val empty = fresh.kept()
        val left = draft.since
        val found = withContext(Dispatchers.IO) { draft.read() }
        val kept = found?.takeIf { it.standsAfter(written) }
        val taken = kept?.let { fresh.takenUp(it - Drafting.SAVING) }
        val lost = if (found == null) left != null else kept != null && taken == null
        if (lost) withContext(Dispatchers.IO) { draft.setAside() }
        val form = if (kept != null && taken == null) new() else fresh
        val aside = withContext(Dispatchers.IO) { draft.aside() }
        val drafting = Drafting(form, book, device.camera, times, draft, name, empty, left.takeIf { taken != null }, aside, written, Recordings(device.folder), scope)
        val photos = form.albums.mapKeys { Drafting.photoName(name, it.key) }.filter { (taken, album) -> cameBack(book, taken, album) }
        if (drafting.keep()) photos.keys.forEach(device.camera::forget)
        shown[name] = drafting
        return drafting
    }

    /** Whether a draft is there for this screen, and [stands]: what does not is of something that was saved. */
    suspend fun begun(book: Fieldbook, screen: Screen, stands: (Map<String, String>) -> Boolean): Boolean {
        val draft = draft(book.people.me().person, screen)
        return withContext(Dispatchers.IO) { draft.read()?.let(stands) == true }
    }

    /** The forms that this person has begun, the newest first. */
    suspend fun begun(book: Fieldbook): List<Screen> {
        val own = File(folder, "${book.people.me().person}")
        return withContext(Dispatchers.IO) {
            own.listFiles().orEmpty()
                .filter { it.extension !in Draft.BESIDE }
                .sortedByDescending { it.lastModified() }
                .map { Screen.of(URLDecoder.decode(it.name, Charsets.UTF_8.name())) }
                .filter { it != Screen.Home }
        }
    }

    /** All that is on the screen is in its draft when this returns: the process may be killed any moment from now on. */
    fun keep() {
        for (form in shown.values) form.keep()
    }

    /** A mark that differs says that the save was done: the draft is of what is in the book already. */
    private suspend fun Map<String, String>.standsAfter(written: suspend () -> Any?): Boolean =
        this[Drafting.SAVING].let { it == null || it == written().toString() }

    private fun <F : Drafted> F.takenUp(kept: Map<String, String>): F? = runCatching { takeUp(kept) }.map { this }.getOrNull()

    /** A photo that was taken while the app was gone; whether the camera need not keep it any longer. */
    private suspend fun cameBack(book: Fieldbook, name: String, album: MutableList<BlobHash>): Boolean {
        val taken = device.camera.left(name) ?: return false
        try {
            val photo = book.awake { it.blobs.keepPhoto(taken) }
            // Killed after the draft named it, before the camera forgot it.
            if (photo !in album) album += photo
            return true
        } catch (none: FieldbookException.InvalidInput) {
            // It can be taken again.
            return true
        } catch (later: FieldbookException) {
            // A full disk keeps nobody from what they typed.
            return false
        }
    }

    /** Recordings that no draft of anybody names go, also none that was set aside: a phone died before one was named, or after. */
    suspend fun sweep() =
        withContext(Dispatchers.IO) {
            val all = folder.walk().filter { it.isFile }.map { Draft.all(it) }.toList()
            // What cannot be read may name any of them.
            if (null !in all) Recordings(device.folder).sweep(all.filterNotNull().flatMap(::voices).toSet())
        }

    private fun draft(person: PersonId, screen: Screen) = Draft(File(File(folder, "$person"), encoded(screen)))

    private fun encoded(screen: Screen): String = URLEncoder.encode(screen.path, Charsets.UTF_8.name())
}
