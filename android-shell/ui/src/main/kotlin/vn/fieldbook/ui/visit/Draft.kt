package vn.fieldbook.ui.visit

import java.io.File
import java.nio.file.Files
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardCopyOption.REPLACE_EXISTING
import java.util.Properties
import java.util.UUID
import vn.fieldbook.DocId
import vn.fieldbook.FactId
import vn.fieldbook.Fieldbook
import vn.fieldbook.PersonId

/**
 * What is filled in of visits and not finished, each person's in a file of its own. A file, and not what Android keeps of a
 * screen: that is gone when the person goes back, swipes the app away or the battery is empty, and a visit takes an hour.
 */
class Drafts(private val folder: File, private val person: PersonId) {
    fun of(visit: DocId): Draft = Draft(File(folder, "$visit$BETWEEN$person.properties"))

    /** The visits that this person has begun. */
    fun begun(): Set<DocId> =
        folder.list().orEmpty()
            .filter { it.endsWith("$BETWEEN$person.properties") }
            .mapNotNull { runCatching { UUID.fromString(it.substringBefore(BETWEEN)) }.getOrNull() }
            .toSet()

    companion object {
        private const val BETWEEN = "_"

        suspend fun of(book: Fieldbook, folder: File): Drafts = Drafts(File(folder, "visits"), book.people.me().person)
    }
}

class Draft(private val file: File) {
    private var kept: Map<String, String>? = null

    /**
     * Whether there is one, begun after this entry. A phone that died in the moment between saving and forgetting has a draft
     * of what is saved already: it goes, or it would be saved again.
     */
    fun standsAfter(entry: FactId?): Boolean {
        if (!file.exists()) return false
        val stands = read()[AFTER] == entry.toString()
        if (!stands) forget()
        return stands
    }

    /** Nothing, when it cannot be read: a draft that is damaged must not keep anybody from the visit. */
    fun read(): Map<String, String> =
        runCatching { file.reader().use { Properties().apply { load(it) } } }
            .getOrDefault(Properties())
            .map { (name, value) -> name.toString() to value.toString() }
            .toMap()
            .also { kept = it }

    /** When this returns it is in the file. A full disk is no reason to stop: the form is still on the screen. */
    @Synchronized
    fun keep(answers: Map<String, String>) {
        if (answers == kept) return
        val done =
            runCatching {
                file.parentFile.mkdirs()
                val next = File(file.path + ".next")
                next.writer().use { Properties().apply { putAll(answers) }.store(it, null) }
                Files.move(next.toPath(), file.toPath(), ATOMIC_MOVE, REPLACE_EXISTING)
            }
        if (done.isSuccess) kept = answers
    }

    @Synchronized
    fun forget() {
        kept = null
        file.delete()
    }

    companion object {
        /** The person's newest inspection in this visit when the draft was begun. */
        const val AFTER = "after"
    }
}
