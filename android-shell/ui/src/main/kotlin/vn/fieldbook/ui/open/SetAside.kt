package vn.fieldbook.ui.open

import java.io.File
import java.io.IOException
import java.nio.file.Files
import java.nio.file.StandardCopyOption.ATOMIC_MOVE

/**
 * A book that a copy is to replace, in [dir]: it lies aside until the copy is in its place, and after that until the next is
 * replaced, for it is the only place of what had not been sent. Photos and the device's key stay where they are.
 *
 * Killed at any moment, [putBack] finds either the old book or the new one whole.
 */
internal class SetAside(private val dir: File) {
    private val aside = File(dir, "replaced")

    /** Makes room for the copy. */
    fun begin() {
        putBack()
        if (!File(dir, BOOK).exists()) return
        aside.deleteRecursively()
        move(of(dir).sortedByDescending { it.name == BOOK }, aside)
    }

    /** Takes the old book back where no copy has taken its place. */
    fun putBack() {
        if (File(dir, BOOK).exists()) return
        move(of(aside).sortedBy { it.name == BOOK }, dir)
    }

    private fun of(place: File): List<File> = place.listFiles { file -> file.name.startsWith("book.") }.orEmpty().toList()

    /** In this order: a book counts as being where its main file is. */
    private fun move(files: List<File>, to: File) {
        if (files.isEmpty()) return
        if (!to.isDirectory && !to.mkdirs()) throw IOException("no room for $to")
        for (file in files) Files.move(file.toPath(), File(to, file.name).toPath(), ATOMIC_MOVE)
    }

    private companion object {
        const val BOOK = "book.sqlite"
    }
}
