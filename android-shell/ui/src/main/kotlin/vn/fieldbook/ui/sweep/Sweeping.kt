package vn.fieldbook.ui.sweep

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.math.BigInteger
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import vn.fieldbook.Claim
import vn.fieldbook.DocId
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.SerialRange
import vn.fieldbook.Sweep
import vn.fieldbook.SweepId
import vn.fieldbook.SweepReport
import vn.fieldbook.SweepView
import vn.fieldbook.ui.device.LumaFrame
import vn.fieldbook.ui.scan.Outline
import vn.fieldbook.ui.scan.Sighting

/** How many stamps are proposed. */
val SweepReport.count: Int
    get() = (ranges.fold(BigInteger.ZERO) { sum, range -> sum + range.count } + codes.sumOf { it.stamps.size }.toBigInteger()).toInt()

/** A sheet or roll that the camera goes over. What it has seen is in the book with every frame that brings news. */
class Sweeping(private val book: Fieldbook, private val tick: () -> Unit) {
    /** What to outline over the picture. */
    var sighting: Sighting by mutableStateOf(Sighting.NOTHING)
        private set

    /** What is proposed, and what is not right about it; null until a sweep has begun. */
    var report: SweepReport? by mutableStateOf(null)
        private set

    var failure: FieldbookException? by mutableStateOf(null)
        private set

    private var sweep: Sweep? = null

    /** The camera's thread and the screen's take turns: a sweep must not be let go while a frame goes into it. */
    private val turn = Any()

    /** Sheets of this person that were neither activated nor thrown away. */
    suspend fun unfinished(): List<SweepView> {
        val me = book.people.me()
        return book.stamps.sweeps().filter { it.person == me.person && it.org == me.org }
    }

    /** A new sheet; or an older one that nothing was read of, so that none is left behind. */
    suspend fun begin(): SweepId {
        val empty = unfinished().firstOrNull { it.read == 0u }
        return take(if (empty == null) book.stamps.sweep() else book.stamps.sweepAgain(empty.id))
    }

    suspend fun goOn(id: SweepId): SweepId = take(book.stamps.sweepAgain(id))

    private suspend fun take(next: Sweep): SweepId {
        report = next.report()
        withContext(Dispatchers.IO) { synchronized(turn) { sweep = next } }
        return next.id()
    }

    /** On the camera's thread. */
    fun look(frame: LumaFrame) =
        synchronized(turn) {
            val sweep = sweep?.blocking ?: return
            try {
                val news = sweep.pushLuma(book.scanner.blocking, frame.pixels, frame.width.toUInt(), frame.height.toUInt(), frame.stride.toUInt())
                sighting = sighting.next(frame, news.seen.map { Outline(it.text, it.corners, it.mark) })
                if (news.read.isNotEmpty()) tick()
                val told = news.read.isNotEmpty() || news.doubled.isNotEmpty() || news.doubted.isNotEmpty()
                if (told || news.unread.isNotEmpty() || news.joined) report = sweep.report()
                failure = null
            } catch (paused: FieldbookException.Closed) {
                // The screen is covered; the sweep goes on when the book is open again.
            } catch (error: FieldbookException) {
                failure = error
            }
        }

    suspend fun typeIn(text: String) = change { it.typeIn(text.trim()) }

    suspend fun leaveOut(serial: String) = leaveOut(book.stamps.range(serial.trim(), serial.trim()))

    suspend fun leaveOut(range: SerialRange) = change { it.leaveOut(range) }

    suspend fun takeIn(range: SerialRange) = change { it.takeIn(range) }

    suspend fun takeIn(serial: String) = takeIn(book.stamps.range(serial, serial))

    private suspend fun change(what: suspend (Sweep) -> Unit) {
        val sweep = sweep ?: return
        what(sweep)
        report = sweep.report()
    }

    /** Binds what was seen to the lot: what [report] said, and nothing the camera has read since. */
    suspend fun activate(lot: DocId): List<Claim> {
        val sweep = sweep ?: return emptyList()
        val seen = report ?: return emptyList()
        try {
            return sweep.activate(lot, seen.ranges.flatMap { it.stamps }, seen.codes.flatMap { it.stamps }).also { let() }
        } catch (refused: FieldbookException.InvalidInput) {
            // More was read since than the person saw: they are shown what there is now.
            report = sweep.report()
            throw refused
        }
    }

    suspend fun discard() {
        sweep?.discard()
        let()
    }

    suspend fun discard(id: SweepId) {
        book.stamps.sweepAgain(id).use { it.discard() }
    }

    /** The screen is left: what was read stays in the book, a sweep of nothing does not. */
    suspend fun leave() {
        if (report?.spots?.isEmpty() == true) runCatching { sweep?.discard() }
        let()
    }

    private suspend fun let() {
        withContext(Dispatchers.IO) {
            synchronized(turn) {
                sweep?.close()
                sweep = null
            }
        }
        report = null
        sighting = Sighting.NOTHING
    }
}
