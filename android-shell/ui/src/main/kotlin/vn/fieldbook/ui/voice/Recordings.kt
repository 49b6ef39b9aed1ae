package vn.fieldbook.ui.voice

import java.io.File
import java.util.UUID
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import vn.fieldbook.BlobHash
import vn.fieldbook.Fieldbook

/**
 * What was said for forms that are not saved yet, each in a file. It is in the book when the form is saved and not before:
 * what the book holds goes to the hub, and who deletes what they said, or throws the form away, must be able to rely on it.
 */
class Recordings(home: File) {
    private val folder = File(home, "voices")

    fun new(): File = File(folder.apply { mkdirs() }, "${UUID.randomUUID()}.m4a")

    fun file(name: String): File = File(folder, name)

    /** All in the book, in their order, durable. One that is gone from the phone holds up nothing. */
    suspend fun kept(book: Fieldbook, names: List<String>): List<BlobHash> =
        withContext(Dispatchers.IO) { names.map(::file).filter { it.exists() }.map { it.readBytes() } }.map { book.blobs.keepVoice(it) }

    companion object {
        /** The most that an entry takes: the core's number. */
        const val MOST = 5
    }
}
