package vn.fieldbook.ui.draft

import java.io.File
import java.io.FileOutputStream
import java.nio.file.Files
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardCopyOption.REPLACE_EXISTING
import java.time.Instant
import java.util.Properties
import java.util.zip.CRC32

/**
 * What is filled in of one form and not saved yet. A file, and not what Android keeps of a screen: that is gone when the person
 * goes back, swipes the app away or the battery is empty, and a visit takes an hour.
 */
class Draft(private val file: File) {
    private var kept: Map<String, String>? = null

    /** When it was kept last; null when there is none. */
    val since: Instant? get() = file.lastModified().takeIf { it > 0 }?.let(Instant::ofEpochMilli)

    /** Null when there is none, and when it is damaged or of another version of the app: half a form would mislead. */
    @Synchronized
    fun read(): Map<String, String>? {
        val all = all(file) ?: return null
        val answers = all - SEAL
        return answers.takeIf { all[SEAL] == seal(it) }.also { kept = it }
    }

    /** Whether it is in the file when this returns. A full disk is no reason to stop: the form is still on the screen. */
    @Synchronized
    fun keep(answers: Map<String, String>): Boolean {
        if (answers == kept) return true
        val done =
            runCatching {
                file.parentFile.mkdirs()
                val next = File("${file.path}.$NEXT")
                FileOutputStream(next).use {
                    Properties().apply { putAll(answers + (SEAL to seal(answers))) }.store(it.writer(), null)
                    // Else a phone whose battery is empty may keep the new name and not what is in it.
                    it.fd.sync()
                }
                Files.move(next.toPath(), file.toPath(), ATOMIC_MOVE, REPLACE_EXISTING)
            }
        if (done.isSuccess) kept = answers
        return done.isSuccess
    }

    @Synchronized
    fun forget() {
        kept = null
        file.delete()
    }

    /** Somebody wrote it: what cannot be shown is not thrown away, only out of the way, and beside one before it. */
    @Synchronized
    fun setAside() {
        kept = null
        val free = generateSequence(0, Int::inc).map(::old).first { !it.exists() }
        runCatching { Files.move(file.toPath(), free.toPath(), ATOMIC_MOVE) }
    }

    private fun old(number: Int) = File(if (number == 0) "${file.path}.$OLD" else "${file.path}.$number.$OLD")

    private val olds get() = generateSequence(0, Int::inc).map(::old).takeWhile { it.exists() }.toList()

    /** What was said in those that were set aside, the oldest first, as far as it can still be read; null when there is none. */
    fun aside(): Aside? = olds.ifEmpty { null }?.map { all(it).orEmpty() }?.let { all -> Aside(all.flatMap(::typed), all.flatMap(::voices)) }

    fun forgetAside() {
        // The last first: what is cut in the middle leaves no gap in the numbers.
        olds.asReversed().forEach { it.delete() }
    }

    internal companion object {
        private const val NEXT = "next"
        private const val OLD = "old"

        /** The extensions of files that lie beside drafts and are none. */
        val BESIDE = setOf(NEXT, OLD)

        /** What a file says, whole or not; null when it cannot be read at all. */
        fun all(file: File): Map<String, String>? =
            runCatching { file.reader().use { Properties().apply { load(it) } } }.getOrNull()?.map { (name, value) -> "$name" to "$value" }?.toMap()

        private const val SEAL = "seal"

        /** Counted up when forms are kept in another way. */
        private const val VERSION = 1

        private fun seal(answers: Map<String, String>): String {
            val sum = CRC32()
            for ((name, said) in answers.toSortedMap()) sum.update("$name=$said\n".toByteArray())
            return "$VERSION ${sum.value}"
        }
    }
}

/** The part of a draft that is kept under a name. */
fun Map<String, String>.under(name: String): Map<String, String> =
    filterKeys { it.startsWith("$name.") }.mapKeys { it.key.removePrefix("$name.") }

/** A part of a draft, to be kept under a name. */
fun Map<String, String>.keptUnder(name: String): Map<String, String> = mapKeys { "$name.${it.key}" }

/** The items of a list kept one by one: `0`, `1`, … */
fun Map<String, String>.listed(name: String): List<String> = generateSequence(0) { it + 1 }.map { this["$name.$it"] }.takeWhile { it != null }.map { it.orEmpty() }.toList()

/** A list, to be kept one by one. */
fun List<String>.keptAs(name: String): Map<String, String> = mapIndexed { at, item -> "$name.$at" to item }.toMap()
