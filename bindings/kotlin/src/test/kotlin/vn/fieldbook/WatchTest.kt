package vn.fieldbook

import java.lang.ref.WeakReference
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class WatchTest : BookTest() {
    @Test
    fun `a watch reads at once, after each change, and never after it is cancelled`() = inTime {
        val book = book()
        val season = book.season()
        val counts = Channel<Int>(Channel.UNLIMITED)
        val watching = launch { book.watch(Topic.FACTS) { it.journal.query(FactQuery()).size }.collect(counts::send) }
        assertEquals(0, counts.receive())
        book.journal.record(harvest(season))
        assertEquals(1, counts.receive())
        watching.cancelAndJoin()
        book.journal.record(harvest(season))
        delay(300)
        assertTrue(counts.isEmpty)
        assertEquals(Topic.DOCUMENTS, book.watch(Topic.DOCUMENTS).first())
    }

    @Test
    fun `a watch outlives a pause and reads again when the book is resumed`() = inTime {
        val book = book()
        val season = book.season()
        val counts = Channel<Int>(Channel.UNLIMITED)
        val watching = launch { book.watch(Topic.FACTS) { it.journal.query(FactQuery()).size }.collect(counts::send) }
        assertEquals(0, counts.receive())
        book.journal.record(harvest(season))
        book.pause()
        delay(100)
        book.resume()
        while (counts.receive() != 1) Unit
        watching.cancelAndJoin()
    }

    @Test
    fun `a slow collector hears of many changes once, and of the last`() = inTime {
        val book = book()
        val season = book.season()
        val seen = CopyOnWriteArrayList<Int>()
        val slow = launch(Dispatchers.Default) {
            book.watch(Topic.FACTS, Topic.OUTBOX) { it.journal.query(FactQuery(doc = season)).size }
                .onEach { delay(200) }
                .collect(seen::add)
        }
        waitForIt("the first value") { seen.isNotEmpty() }
        repeat(40) { book.journal.record(harvest(season)) }
        waitForIt("the last value") { seen.last() == 40 }
        assertTrue(seen.size < 20, "$seen")
        slow.cancelAndJoin()
    }

    @Test
    fun `what a collector or a read throws ends only that collection`() = inTime {
        val book = book()
        val season = book.season()
        val heard = Channel<Topic>(Channel.UNLIMITED)
        val other = launch { book.watch(Topic.FACTS).collect(heard::send) }
        heard.receive()
        val own = runCatching { book.watch(Topic.FACTS).collect { throw NoSuchElementException("of the screen") } }
        assertInstanceOf(NoSuchElementException::class.java, own.exceptionOrNull())
        val reads = runCatching { book.watch(Topic.FACTS) { it.documents.get(java.util.UUID.randomUUID()) }.first() }
        assertInstanceOf(FieldbookException.NotFound::class.java, reads.exceptionOrNull())
        book.journal.record(harvest(season))
        assertEquals(Topic.FACTS, heard.receive())
        other.cancelAndJoin()
    }

    @Test
    fun `many collectors of one flow each listen for themselves`() = inTime {
        val book = book()
        val season = book.season()
        val counts = book.watch(Topic.FACTS) { it.journal.query(FactQuery()).size }
        val lists = List(8) { Channel<List<Int>>(1) }
        val collectors = lists.map { list -> launch { list.send(counts.take(2).toList()) } }
        delay(200)
        book.journal.record(harvest(season))
        lists.forEach { assertEquals(listOf(0, 1), it.receive()) }
        collectors.forEach { it.join() }
    }

    @Test
    fun `a listener may call into the book, and may throw`() = inTime {
        val book = book()
        val season = book.season()
        val journal = book.journal.blocking
        val counts = LinkedBlockingQueue<Int>()
        val thrown = AtomicInteger()
        val throws = object : Listener {
            override fun ring(topic: Topic) {
                thrown.incrementAndGet()
                throw NoSuchElementException("a listener's own mistake")
            }
        }
        val reads = object : Listener {
            override fun ring(topic: Topic) {
                val facts = journal.query(FactQuery()).size
                if (facts == 1) journal.record(harvest(season, "ghi từ chuông"))
                counts.put(facts)
            }
        }
        book.blocking.watch(Topic.FACTS, throws).use {
            book.blocking.watch(Topic.FACTS, reads).use { subscription ->
                assertEquals(0, counts.poll(20, SECONDS))
                book.journal.record(harvest(season))
                assertEquals(1, counts.poll(20, SECONDS))
                assertEquals(2, counts.poll(20, SECONDS), "the record from inside the ring rang again")
                assertTrue(thrown.get() >= 2)
                subscription.cancel()
                subscription.cancel()
            }
            book.journal.record(harvest(season))
            assertNull(counts.poll(300, MILLISECONDS))
        }
    }

    @Test
    fun `the library lets go of a listener whose subscription was closed`() = inTime {
        val book = book()
        val listeners = List(100) {
            val listener = object : Listener {
                override fun ring(topic: Topic) = Unit
            }
            book.blocking.watch(Topic.FACTS, listener).close()
            WeakReference(listener)
        }
        waitFor("the listeners to be let go") {
            System.gc()
            // A frame of this very function may still hold the last one.
            listeners.count { it.get() != null } <= 1
        }
    }

    private suspend fun waitForIt(what: String, holds: () -> Boolean) {
        repeat(1_000) {
            if (holds()) return
            delay(20)
        }
        error("waited in vain for $what")
    }
}
