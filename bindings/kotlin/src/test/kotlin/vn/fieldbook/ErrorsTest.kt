package vn.fieldbook

import java.io.RandomAccessFile
import java.nio.ByteBuffer
import java.nio.file.Files
import java.util.UUID
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ErrorsTest : BookTest() {
    private suspend inline fun <reified E : Throwable> thrown(call: suspend () -> Unit): E =
        assertInstanceOf(E::class.java, runCatching { call() }.exceptionOrNull())

    @Test
    fun `a wrong value names every field and the remedy, and saves nothing`() = inTime {
        val book = book()
        val wrong = harvest(book.season()).copy(quantities = emptyList(), fields = mapOf("moisture" to number("140")))
        val error = thrown<FieldbookException.InvalidInput> { book.journal.record(wrong) }
        assertEquals(listOf("fields.moisture", "quantities.out"), error.reasons.map { it.field })
        assertEquals(listOf("above_max", "quantity_missing"), error.reasons.map { it.reason })
        assertEquals("100", error.reasons.first().args["max"])
        assertTrue(error.reasons.all { it.said.vi.isNotEmpty() && it.said.en.isNotEmpty() })
        assertEquals(error.said.vi, error.say(Lang.VI))
        val any: FieldbookException = error
        assertEquals(error.said.en, any.message)
        assertEquals("Độ ẩm thóc: không thể lớn hơn 100. Xem lại số vừa gõ.", error.reasons.first().said[Lang.VI])
        val (day, offset) = "0-10-02" to "2026-10-02T06:30:00+19:00"
        val saved = book.journal.record(harvest(book.season())).view.fact.id
        for (typed in listOf(day, offset)) {
            thrown<FieldbookException.InvalidInput> { book.journal.amend(saved, "occurred", FieldValue.Text(typed)) }
        }
        book.journal.void(saved, "thử")
        assertNotEquals(error.say(Lang.VI), error.say(Lang.EN))
        assertTrue(book.journal.query(FactQuery()).all { it.voided != null })
    }

    @Test
    fun `what is not there, not allowed or closed says which`() = inTime {
        val book = book()
        val unknown = UUID.randomUUID()
        val missing = thrown<FieldbookException.NotFound> { book.journal.get(unknown) }
        assertTrue(unknown.toString() in missing.what, missing.what)
        val used = thrown<FieldbookException.NotAllowed> { again() }
        assertEquals("book_in_use", used.reason)
        book("other").close()
        val taken = thrown<FieldbookException.NotAllowed> { book("other") }
        assertEquals("book_exists", taken.reason)
        val text = thrown<FieldbookException.InvalidInput> { Fieldbook.create(config("x"), "FIELDBOOK1:abc", "Máy") }
        assertEquals("invite", text.reasons.single().field)
        assertTrue(thrown<FieldbookException.NotFound> { again("nowhere") }.said.vi.isNotEmpty())
        book.pause()
        assertTrue(thrown<FieldbookException.Closed> { book.journal.get(unknown) }.say(Lang.VI).isNotEmpty())
        book.resume()
        val key = BookKey.generate()
        val plain = thrown<FieldbookException.NotAllowed> { Fieldbook.open(config("x").copy(bookKey = key)) }
        assertEquals("encryption_not_built", plain.reason)
    }

    @Test
    fun `a book of a newer app is left as it is, and a copy beyond repair is named`() = inTime {
        book().close()
        val file = folder.resolve("book/book.sqlite")
        // The number of the layout is the word at byte 60 of an SQLite file.
        RandomAccessFile(file.toFile(), "rw").use { it.seek(60); it.writeInt(9_999) }
        val before = Files.readAllBytes(file)
        thrown<FieldbookException.TooNew> { again() }
        assertTrue(before.contentEquals(Files.readAllBytes(file)))

        val copy = folder.resolve("copy")
        Files.write(copy, ByteArray(4096) { 7 })
        val damaged = thrown<FieldbookException.StorageDamaged> {
            Fieldbook.restore(config("restored"), copy.toString(), Hub.invitesMai(), "Máy mới")
        }
        assertTrue(damaged.file.startsWith(folder.toString()), damaged.file)
    }

    @Test
    fun `a panic inside the library is an error like the others`() = inTime {
        val panic = InternalException("index out of bounds")
        val error = thrown<FieldbookException.Unexpected> { offMain { throw panic } }
        assertEquals("index out of bounds", error.details)
        assertEquals(panic, error.cause)
        assertNotEquals(error.said.vi, error.said.en)
        // A real one of UniFFI: the library cannot read what it is handed, and says so instead of ending the process.
        val unreadable = thrown<FieldbookException.Unexpected> {
            offMain { uniffiUnreadable() }
        }
        assertTrue(unreadable.details.isNotEmpty())
    }

    /** Hands the library a record that ends in the middle, as UniFFI's own code would make the call. */
    private fun uniffiUnreadable() {
        val status = UniffiRustCallStatus()
        UniffiLib.uniffi_fieldbook_ffi_fn_func_say_rescue(RustBuffer.alloc(4u), RustBuffer.alloc(4u), status)
        check(status.isPanic()) { "the library took it: code ${status.code}" }
        throw InternalException(FfiConverterString.lift(status.error_buf))
    }

    @Test
    fun `a frame must be a direct buffer, and a closed object refuses`() = inTime {
        val book = book()
        thrown<IllegalArgumentException> { book.scanner.pushLuma(ByteBuffer.allocate(100), 10u, 10u, 10u) }
        val sweep = book.stamps.sweep()
        sweep.close()
        sweep.close()
        thrown<IllegalStateException> { sweep.report() }
        book.close()
        book.close()
        thrown<FieldbookException.Closed> { book.journal.query(FactQuery()) }
        thrown<FieldbookException.Closed> { book.resume() }
        assertThrows(FieldbookException.Closed::class.java) { book.blocking.documents().list(DocKind.SEASON) }
    }
}
