package vn.fieldbook

import java.nio.file.Files
import java.nio.file.Path
import java.util.UUID
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.concurrent.thread
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class LifeTest : BookTest() {
    @Test
    fun `use leaves a closed file, and the book opens again`() = inTime {
        val fact = book().use { book -> book.journal.record(harvest(book.season())).view.fact.id }
        again().use { book ->
            assertEquals(fact, book.journal.get(fact).fact.id)
            assertEquals("Lò Thị Mai", book.people.me().name)
            book.backupTo(folder.resolve("copy").toString())
        }
        val restored = Fieldbook.restore(config("restored"), folder.resolve("copy").toString(), Hub.invitesMai(), "Máy mới")
        restored.use { assertEquals(fact, it.journal.get(fact).fact.id) }
    }

    @Test
    fun `what a killed app had acknowledged is there when it comes back`() = inTime {
        val season = book().use { it.season() }
        val acknowledged = mutableListOf<UUID>()
        repeat(4) { round ->
            val child = jvm("vn.fieldbook.RecordForeverKt", config().dir, season.toString())
            val said = mutableListOf<String>()
            val reading = thread { child.inputStream.bufferedReader().forEachLine { synchronized(said) { said += it } } }
            waitFor("the child to record") { synchronized(said) { said.size } >= 25 + 7 * round }
            child.destroyForcibly()
            assertTrue(child.waitFor(20, SECONDS))
            reading.join()
            assertEquals(137, child.exitValue(), "killed, not ended")
            // A line cut in the middle was not heard by anybody.
            acknowledged += said.filter { it.length == 36 }.map(UUID::fromString)
            again().use { book ->
                val there = book.facts(season).map { it.fact.id }.toSet()
                assertEquals(emptySet<UUID>(), acknowledged.toSet() - there)
                assertTrue(there.size <= acknowledged.size + 2 * (round + 1), "at most the one under way is more")
            }
        }
    }

    @Test
    fun `books, watches and sweeps that come and go leave nothing behind`() = inTime {
        book().close()
        suspend fun day(close: Boolean) {
            val book = Fieldbook.open(config())
            val season = book.season()
            book.journal.record(harvest(season))
            book.blocking.watch(Topic.FACTS, object : Listener { override fun ring(topic: Topic) = Unit }).close()
            book.stamps.sweep().use { it.discard() }
            book.sync.runToEnd(SyncOptions(hubUrl = NOBODY, failuresMax = 1u))
            if (close) book.close() else book.shutdown()
        }
        repeat(20) { day(close = it % 2 == 0) }
        val before = Held.now()
        repeat(100) { day(close = it % 2 == 0) }
        waitFor("files, threads and memory to be given back") {
            val now = Held.now()
            now.files <= before.files + 3 && now.threads <= before.threads + 8 && now.kb <= before.kb + 40_000
        }
    }

    /** What this process holds. */
    private data class Held(val files: Int, val threads: Int, val kb: Long) {
        companion object {
            fun now(): Held {
                System.gc()
                Thread.sleep(200)
                val size = Files.readAllLines(Path.of("/proc/self/status")).first { it.startsWith("RssAnon:") }
                return Held(
                    Path.of("/proc/self/fd").toFile().list()!!.size,
                    Path.of("/proc/self/task").toFile().list()!!.size,
                    size.filter(Char::isDigit).toLong(),
                )
            }
        }
    }
}

/** A JVM of its own with what this one runs. */
internal fun jvm(
    main: String,
    vararg arguments: String,
    classPath: String = System.getProperty("java.class.path"),
    heap: String = "256m",
): Process {
    val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
    val unpacked = "-Djna.tmpdir=" + System.getProperty("jna.tmpdir")
    return ProcessBuilder(java, unpacked, "-Xmx$heap", "-cp", classPath, main, *arguments)
        .redirectErrorStream(true)
        .start()
}
