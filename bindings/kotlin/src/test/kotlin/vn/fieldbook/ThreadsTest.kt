package vn.fieldbook

import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlin.coroutines.cancellation.CancellationException
import kotlin.time.Duration.Companion.microseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ThreadsTest : BookTest() {
    @Test
    fun `eight coroutines and eight threads write one book at once`() = inTime {
        val book = book()
        val season = book.season()
        val coroutines = List(8) { n -> async(Dispatchers.Default) { List(20) { book.journal.record(harvest(season, "$n/$it")).view.fact.id } } }
        val blocking = book.journal.blocking
        val failed = AtomicInteger()
        val threads = List(8) { n ->
            thread { repeat(20) { runCatching { blocking.record(harvest(season, "t$n/$it")) }.onFailure { failed.incrementAndGet() } } }
        }
        val ids = coroutines.awaitAll().flatten()
        withContext(Dispatchers.IO) { threads.forEach { it.join() } }
        assertEquals(0, failed.get())
        val facts = book.facts(season)
        assertEquals(320, facts.size)
        assertTrue(facts.map { it.fact.id }.containsAll(ids))
    }

    @Test
    fun `a main thread goes on while a call runs`() = inTime {
        Executors.newSingleThreadExecutor().asCoroutineDispatcher().use { main ->
            withContext(main) {
                val mainThread = Thread.currentThread()
                val begun = CompletableDeferred<Unit>()
                val goOn = CountDownLatch(1)
                val call = async {
                    offMain {
                        begun.complete(Unit)
                        goOn.await()
                        Thread.currentThread()
                    }
                }
                // Only a main thread that is free gets here and lets the call end.
                begun.await()
                goOn.countDown()
                assertFalse(call.await() === mainThread)
                assertTrue(Thread.currentThread() === mainThread, "and the answer comes back to it")
                val book = book()
                val season = book.season()
                val recording = async { repeat(200) { book.journal.record(harvest(season)) } }
                var frames = 0
                while (recording.isActive) {
                    frames++
                    yield()
                }
                assertTrue(frames > 200, "the main thread had $frames turns during 200 records")
            }
        }
    }

    @Test
    fun `a call that has begun answers even to a coroutine cancelled meanwhile`() = inTime {
        val begun = CompletableDeferred<Unit>()
        val goOn = CountDownLatch(1)
        var answer = 0
        var after = false
        val job = launch {
            answer = offMain {
                begun.complete(Unit)
                goOn.await()
                7
            }
            yield()
            after = true
        }
        begun.await()
        job.cancel()
        goOn.countDown()
        job.join()
        assertEquals(7, answer)
        assertFalse(after, "the coroutine ends at its next suspension")
    }

    @Test
    fun `a cancelled record was either saved and said so, or not made at all`() = inTime {
        val book = book()
        val season = book.season()
        var saved = 0
        var unmade = 0
        repeat(150) { n ->
            val job = launch(Dispatchers.Default) {
                try {
                    book.journal.record(harvest(season))
                    saved++
                } catch (_: CancellationException) {
                    unmade++
                }
            }
            delay((n * 20).microseconds)
            if (n % 3 > 0) yield()
            job.cancel()
            job.join()
        }
        assertEquals(saved, book.facts(season).size)
        assertTrue(saved > 0, "$saved saved, $unmade not made")
        val cancelled = launch {
            coroutineContext.job.cancel()
            book.journal.record(harvest(season))
            saved += 1_000
        }
        cancelled.join()
        assertEquals(saved, book.facts(season).size)
    }
}
