package vn.fieldbook

import java.awt.image.BufferedImage
import java.io.ByteArrayOutputStream
import java.math.BigDecimal
import java.math.BigInteger
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime
import java.util.UUID
import javax.imageio.ImageIO
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class JournalTest : BookTest() {
    @Test
    fun `a harvest is recorded, amended, found and voided`() = inTime {
        val book = book()
        val season = book.season()
        val morning = OffsetDateTime.parse("2026-10-02T06:30:00+07:00")
        val recorded = book.journal.record(harvest(season, occurred = morning))
        val fact = recorded.view.fact
        assertEquals(FactKind.HARVEST, fact.kind)
        assertEquals(morning, fact.occurred, "the instant, and the offset it was seen in")
        assertEquals(ClockTrust.TYPED, fact.occurredTrust)
        assertEquals(Quantity(BigDecimal("2.5"), EnteredUnit.TA), fact.quantities.single().quantity)
        assertEquals(ChangeState.ON_PHONE, recorded.view.state)
        assertEquals(emptyList<Finding>(), recorded.findings)

        val amended = book.journal.amend(fact.id, "moisture", number("23"), "đo lại")
        assertEquals(number("23"), amended.fact.fields["moisture"])
        assertEquals(listOf("moisture"), amended.amended)
        val (first, second) = book.journal.history(fact.id)
        assertNull(first.field)
        assertEquals(listOf(number("24.5")), second.old)
        assertEquals(listOf("đo lại", "Lò Thị Mai"), listOf(second.reason, second.byName))

        for (words in listOf("gat o ruong dang", "Đặng", "lúa ẩm")) {
            assertEquals(listOf(fact.id), book.journal.search(words).map { it.fact.id }, words)
        }
        assertEquals(emptyList<FactView>(), book.journal.search("máy bay"))
        assertEquals("ghi nhầm ruộng", book.journal.void(fact.id, "ghi nhầm ruộng").voided?.reason)
        val harvests = FactQuery(kind = FactKind.HARVEST, since = morning)
        assertEquals(listOf(fact.id), book.journal.query(harvests).map { it.fact.id })
        assertEquals(emptyList<FactView>(), book.journal.query(FactQuery(until = morning)))
    }

    @Test
    fun `ids, numbers, dates and moments are the platform's own`() = inTime {
        val book = book()
        val season = book.season()
        val id: UUID = book.journal.record(harvest(season)).view.fact.id
        assertEquals(7, id.version())
        assertEquals(id, book.journal.get(UUID.fromString(id.toString().uppercase())).fact.id)

        val typed = book.journal.parseField(season, "harvest", "moisture", "13,5")
        assertEquals(FieldValue.Number(BigDecimal("13.5")), typed)
        val day = book.journal.parseField(season, "test", "valid_until", "1/6/2026")
        assertEquals(FieldValue.Date(LocalDate.of(2026, 6, 1)), day)

        val last = BigInteger("9".repeat(20))
        val range = book.stamps.range("1".padStart(20, '0'), last.toString())
        assertEquals(listOf(BigInteger.ONE, last, last), listOf(range.first, range.last, range.count()))
        assertEquals("9".repeat(20), range.lastSerial())

        val opened = book.documents.list(DocKind.SEASON).single().opened
        assertTrue(Duration.between(opened, Instant.now()).abs() < Duration.ofMinutes(5), "$opened")
        assertNull(book.sync.status().lastSync)
    }

    @Test
    fun `a face is its person's, and small`() = inTime {
        val book = book()
        val mai = book.people.me().person
        assertNull(book.people.portrait(mai))
        val picture = ByteArrayOutputStream()
        ImageIO.write(BufferedImage(1200, 1600, BufferedImage.TYPE_INT_RGB), "jpg", picture)
        book.people.setPortrait(picture.toByteArray())
        assertTrue(book.people.profiles().single().hasPortrait)
        val face = ImageIO.read(book.people.portrait(mai)!!.inputStream())
        assertEquals(288 to 384, face.width to face.height)
        val refused = runCatching { book.people.setPortrait("no picture".toByteArray()) }
        assertTrue(refused.exceptionOrNull() is FieldbookException.InvalidInput, "$refused")
        book.people.removePortrait()
        assertFalse(book.people.profiles().single().hasPortrait)
    }

    @Test
    fun `a photo and the text of a form`() = inTime {
        val book = book()
        val bytes = "\u00ff\u00d8 no real JPEG".toByteArray(Charsets.ISO_8859_1)
        val photo = book.blobs.keep(bytes)
        assertTrue(bytes.contentEquals(book.blobs.read(photo)))
        val kept = book.blobs.list().single().kept
        assertTrue(Duration.between(kept, Instant.now()).abs() < Duration.ofMinutes(5), "$kept")
        val harvest = book.catalog.steps("sticky-rice", DocKind.SEASON).single { it.code == "harvest" }
        val takes = harvest.fields.single { it.code == "moisture" }.takes
        assertEquals(0, BigDecimal(100).compareTo((takes as Answer.Number).max))
        assertTrue("14" in book.catalog.say(Lang.VI, "error.not_found", mapOf("what" to "14")))
    }
}
