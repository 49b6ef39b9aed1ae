package vn.fieldbook.ui.open

import java.io.File
import java.io.IOException
import java.nio.file.Files
import java.nio.file.StandardCopyOption.ATOMIC_MOVE

/**
 * A book that a copy is to replace, in [dir]: it lies in `replacing` until the copy is in its place, and after that in
 * `replaced` until the next is replaced, for it is the only place of what had not been sent. A copy that cannot be opened
 * costs neither the book nor the one that was replaced before it. Photos and the device's key stay where they are.
 *
 * Killed at any moment, [putBack] finds either the old book or the new one whole.
 */
internal class SetAside(private val dir: File) {
    private val aside = File(dir, "replacing")
    private val replaced = File(dir, "replaced")

    /** Makes room for the copy. */
    fun begin() {
        putBack()
        if (!holds(dir)) return
        aside.deleteRecursively()
        move(of(dir).sortedByDescending { it.name == BOOK }, aside)
    }

    /** The copy is in its place. */
    fun done() {
        if (!holds(dir) || !holds(aside)) return
        replaced.deleteRecursively()
        Files.move(aside.toPath(), replaced.toPath(), ATOMIC_MOVE)
    }

    /** Takes the old book back where no copy has taken its place. */
    fun putBack() {
        if (holds(dir)) return done()
        move(of(aside).sortedBy { it.name == BOOK }, dir)
    }

    /** A book counts as being where its main file is. */
    private fun holds(place: File): Boolean = File(place, BOOK).exists()

    private fun of(place: File): List<File> = place.listFiles { file -> file.name.startsWith("book.") }.orEmpty().toList()

    /** In this order: see [holds]. */
    private fun move(files: List<File>, to: File) {
        if (files.isEmpty()) return
        if (!to.isDirectory && !to.mkdirs()) throw IOException("no room for $to")
        for (file in files) Files.move(file.toPath(), File(to, file.name).toPath(), ATOMIC_MOVE)
    }

    private companion object {
        const val BOOK = "book.sqlite"
    }
}
