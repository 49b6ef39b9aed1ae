package vn.fieldbook

import java.time.Duration
import java.time.Instant
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.measureTime
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class SyncTest : BookTest() {
    private suspend fun Fieldbook.synced(): SyncReport {
        val report = sync.runToEnd(SyncOptions(failuresMax = 3u))
        assertEquals(Ending.Complete, report.ending)
        return report
    }

    /** A lot with enough packs for its stamps. */
    private suspend fun Fieldbook.packed(): DocId {
        val lot = documents.openLot(NewLot()).doc.id
        val packs = RoledQuantity(QuantityRole.OUT, Quantity("500".toBigDecimal(), EnteredUnit.PIECE))
        journal.record(NewFact(doc = lot, step = "pack", quantities = listOf(packs)))
        return lot
    }

    @Test
    fun `two phones agree through the hub, and disagree where people do`() = inTime {
        val mai = book("mai")
        val hoa = book("hoa", Hub.invitesHoa())
        hoa.synced()
        val fact = mai.journal.record(harvest(mai.season())).view.fact.id
        val first = mai.synced()
        assertTrue(first.accepted == first.pushed && first.pushed >= 2uL && first.receipts >= 1uL, "$first")
        assertEquals(ChangeState.ACCEPTED, mai.journal.get(fact).state)
        assertTrue(mai.journal.receipts(fact).single().receipt!!.verifies)
        assertTrue(hoa.synced().pulled >= 2uL)
        assertEquals("Gặt ở ruộng Đặng, lúa ẩm", hoa.journal.get(fact).fact.note)

        mai.journal.amend(fact, "moisture", number("23"))
        hoa.journal.amend(fact, "moisture", number("22"))
        for (phone in listOf(mai, hoa, mai)) phone.synced()
        val conflict = mai.journal.conflicts().single { it.fact == fact }
        assertEquals("moisture", conflict.field)
        assertEquals(setOf("Lò Thị Mai", "Cà Thị Hoa"), conflict.values.map { it.byName }.toSet())
        assertEquals(mai.journal.get(fact).conflicts, hoa.journal.get(fact).conflicts)
        mai.journal.amend(fact, "moisture", number("22.5"), "đo lại cùng nhau")
        mai.synced()
        hoa.synced()
        assertEquals(emptyList<Conflict>(), hoa.journal.conflicts().filter { it.fact == fact })

        val status = mai.sync.status()
        assertTrue(status.outbox == 0uL && status.enrolled)
        assertTrue(Duration.between(status.lastSync, Instant.now()).abs() < Duration.ofMinutes(5))
        assertTrue(status.certifiedUntil!!.isAfter(Instant.now()))
        assertNotNull(status.hubOffset)
        assertEquals(ClockState.CHECKED, mai.sync.clock().state)
    }

    @Test
    fun `an activation waits offline and is confirmed by the hub, or disputed`() = inTime {
        val mai = book("mai")
        mai.synced()
        val lot = mai.packed()
        val range = mai.stamps.range("HX00000101", "HX00000200")
        val claim = mai.stamps.activate(lot, listOf(range), Capture.SCAN)
        assertEquals(ClaimState.PENDING, claim.state)
        mai.synced()
        mai.synced()
        val judged = mai.stamps.claims(lot).single()
        assertEquals(ClaimState.CONFIRMED, judged.state, "$judged")
        assertEquals("HX00000500", mai.stamps.leases().single().range.lastSerial())

        val other = book("other")
        other.synced()
        val second = other.packed()
        other.stamps.activate(second, listOf(other.stamps.range("HX00000200", "HX00000210")), Capture.SCAN)
        other.synced()
        other.synced()
        val disputed = other.stamps.claims(second).single()
        assertEquals(ClaimState.DISPUTED, disputed.state, "$disputed")
        assertEquals(listOf(claim.fact), disputed.rivals.map { it.claim }.distinct())
    }

    @Test
    fun `evidence proves itself, and a bundle goes from phone to phone`() = inTime {
        val mai = book("mai")
        mai.synced()
        val hoa = book("hoa", Hub.invitesHoa())
        hoa.synced()
        val lot = mai.documents.openLot(NewLot()).doc.id
        val bundle = mai.sync.bundleOutbox()
        val imported = hoa.sync.importBundle(bundle.bytes)
        assertEquals(bundle.changes, imported.shown)
        assertEquals(lot, hoa.documents.get(lot).doc.id)
        mai.synced()
        val evidence = verifyEvidence(mai.exports.evidence(lot, names = true), mai.sync.hubKey())
        assertEquals(listOf(Purpose.EVIDENCE, lot), listOf(evidence.purpose, evidence.documents.first().id))
        assertTrue(evidence.receipts >= 1uL && evidence.unreceipted.isEmpty(), "$evidence")
        val cut = runCatching { hoa.sync.importBundle(bundle.bytes.copyOf(bundle.bytes.size / 2)) }
        assertInstanceOf(FieldbookException.InvalidInput::class.java, cut.exceptionOrNull())
    }

    @Test
    fun `without signal a sync ends offline and keeps everything`() = inTime {
        val book = book()
        book.journal.record(harvest(book.season()))
        val heard = CopyOnWriteArrayList<Progress>()
        val report = book.sync.runToEnd(SyncOptions(hubUrl = NOBODY, failuresMax = 2u)) { heard += it }
        assertInstanceOf(Ending.Offline::class.java, report.ending)
        assertTrue(heard.isNotEmpty() && heard.all { it.outbox == 2uL }, "$heard")
        assertTrue(heard.any { it.waiting != null && it.waiting!! > Duration.ZERO }, "$heard")
        assertEquals(2uL, book.sync.status().outbox)
        val address = runCatching { book.sync.runToEnd(SyncOptions(hubUrl = "không phải")) }.exceptionOrNull()
        assertInstanceOf(FieldbookException.InvalidInput::class.java, address)
    }

    @Test
    fun `cancelling the coroutine ends the run before it returns`() = inTime {
        val book = book()
        book.season()
        val endless = launch { book.sync.runToEnd(SyncOptions(hubUrl = NOBODY)) }
        delay(300)
        assertTrue(measureTime { endless.cancelAndJoin() } < 5.seconds)
        val late = runCatching { withTimeout(200.milliseconds) { book.sync.runToEnd(SyncOptions(hubUrl = NOBODY)) } }
        assertInstanceOf(TimeoutCancellationException::class.java, late.exceptionOrNull())
        // A second run would queue behind one that still went on.
        assertTrue(measureTime { book.synced() } < 20.seconds)
    }

    @Test
    fun `a run that is done is told, on whichever threads`() = inTime {
        val book = book()
        val brief = SyncOptions(hubUrl = NOBODY, failuresMax = 1u)
        for (threads in listOf(Dispatchers.Default, Dispatchers.IO)) {
            withContext(threads) {
                repeat(300) { assertInstanceOf(Ending.Offline::class.java, book.sync.runToEnd(brief).ending) }
            }
        }
    }

    @Test
    fun `pause and resume keep their order`() = inTime {
        val book = book()
        repeat(100) {
            launch { book.pause() }
            launch { book.resume() }.join()
            book.journal.conflicts()
        }
    }

    @Test
    fun `what onProgress throws ends the run and is thrown`() = inTime {
        val book = book()
        book.season()
        val thrown = runCatching {
            book.sync.runToEnd(SyncOptions(hubUrl = NOBODY)) { throw NoSuchElementException("of the screen") }
        }
        assertInstanceOf(NoSuchElementException::class.java, thrown.exceptionOrNull())
        book.synced()
    }

    @Test
    fun `a pause sends the sync home, and the next one goes on`() = inTime {
        val book = book()
        val fact = book.journal.record(harvest(book.season())).view.fact.id
        val going = async { book.sync.runToEnd(SyncOptions(hubUrl = NOBODY)) }
        delay(300)
        book.pause()
        book.pause()
        assertEquals(Ending.Cancelled, going.await().ending)
        assertInstanceOf(FieldbookException.Closed::class.java, runCatching { book.journal.get(fact) }.exceptionOrNull())
        book.resume()
        book.resume()
        book.synced()
        assertEquals(ChangeState.ACCEPTED, book.journal.get(fact).state)
    }
}
