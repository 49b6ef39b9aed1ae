package vn.fieldbook.ui.voice

import java.io.File
import java.util.UUID
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import vn.fieldbook.BlobHash
import vn.fieldbook.Fieldbook
import vn.fieldbook.limits

/**
 * What was said for forms that are not saved yet, each in a file. It is in the book when the form is saved and not before:
 * nothing is taken out of the book again, and who deletes what they said, or throws the form away, must be able to rely on it.
 */
class Recordings(home: File) {
    private val folder = File(home, "voices")

    /** Where the next one is recorded. What a phone that died in the middle of one has left goes: nobody can hear it again. */
    fun new(): File {
        folder.mkdirs()
        tidy { it.startsWith(CUT) }
        return File(folder, "$CUT${UUID.randomUUID()}.m4a")
    }

    /** The name of one that is whole; null when the disk does not take it. */
    fun whole(taken: File): String? = taken.name.removePrefix(CUT).takeIf { taken.renameTo(file(it)) }

    /** Nobody can hear any but the [named] again. */
    fun sweep(named: Set<String>) = tidy { it !in named }

    private fun tidy(idle: (String) -> Boolean) {
        val old = System.currentTimeMillis() - CUT_MS
        folder.listFiles()?.filter { idle(it.name) && it.lastModified() < old }?.forEach { it.delete() }
    }

    fun file(name: String): File = File(folder, name)

    /** All in the book, in their order, durable. One that is gone from the phone holds up nothing. */
    suspend fun kept(book: Fieldbook, names: List<String>): List<BlobHash> =
        withContext(Dispatchers.IO) { names.map(::file).filter { it.exists() }.map { it.readBytes() } }.map { book.blobs.keepVoice(it) }

    companion object {
        /** The most that an entry takes. */
        val most: Int = limits().voices.toInt()

        private const val CUT = "cut-"

        /** None is under way for so long: it is a minute at most. */
        private const val CUT_MS = 10 * 60_000L
    }
}
