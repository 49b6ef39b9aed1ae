package vn.fieldbook.ui

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.cancel
import kotlinx.coroutines.delay
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import kotlin.time.Duration.Companion.seconds

class WorkTest {
    /** It went on on another thread and was over before `launch` had answered: then it ran for ever. */
    @Test
    fun `a work that is over at once does not run for ever`() {
        val work = Work(CoroutineScope(Dispatchers.Unconfined))
        repeat(20_000) { round ->
            work.start { withContext(Dispatchers.IO) {} }
            val deadline = System.nanoTime() + 5_000_000_000
            while (work.running) check(System.nanoTime() < deadline) { "still running after round $round" }
        }
    }

    @Test
    fun `a second tap begins nothing while the first is at work, and it can be ended`() {
        val work = Work(CoroutineScope(Dispatchers.Default))
        var begun = 0
        repeat(2) { work.start { begun++; delay(60.seconds) } }
        assertTrue(work.running)
        work.cancel()
        val deadline = System.nanoTime() + 5_000_000_000
        while (work.running) check(System.nanoTime() < deadline)
        assertTrue(begun <= 1)
    }

    @Test
    fun `where the screen is gone, nothing is begun and nothing waits`() {
        val gone = CoroutineScope(Dispatchers.Default).also { it.cancel() }
        val work = Work(gone)
        work.start { error("nobody sees this") }
        assertFalse(work.running)
    }
}
