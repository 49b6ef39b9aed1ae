package vn.fieldbook.app

import java.io.File
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import javax.crypto.spec.SecretKeySpec
import vn.fieldbook.Hub
import vn.fieldbook.ui.open.Opening

class KeyTest : PhoneTest() {
    private val key get() = File(folder, "key")
    private val alias get() = PhoneKeystore.keys.keys.single()
    private val file get() = File(folder, "book").walk().filter { it.isFile }.maxBy { it.length() }

    /** The app as it starts the next day. */
    private fun nextDay(): Book {
        opened().close()
        return Book(PhoneDevice(app)).also { soon { it.seen() } }
    }

    private fun Book.isOpenWith(note: String): Boolean {
        val book = (opening.state as Opening.State.Open).book
        return book.use { soon { it.journal.search(note) }.isNotEmpty() }
    }

    @Test
    fun `the book is under a key that only the phone's Keystore unwraps`() {
        enrol()
        record("Gặt ở ruộng Đặng")
        val bytes = key.readBytes()
        assertEquals(8 + 12 + 32 + 16, bytes.size)
        val plain = BookKeyStore(key).find()!!.bytes()
        assertFalse(String(bytes, Charsets.ISO_8859_1).contains(String(plain, Charsets.ISO_8859_1)))
        val next = nextDay()
        assertFalse("in clear: $file", file.readBytes().decodeToString(0, 15) == "SQLite format 3")
        assertTrue(next.isOpenWith("Đặng"))
    }

    @Test
    fun `a lost key is said, nothing is deleted, and a new invitation goes on beside it`() {
        enrol()
        record()
        opened().close()
        val sealed = mapOf(key.readBytes().toList() to file.readBytes().toList())
        val name = alias
        val kept = PhoneKeystore.keys.remove(name)!!
        val next = nextDay()
        assertEquals(Opening.State.KeyLost, next.opening.state)
        assertEquals(sealed, mapOf(key.readBytes().toList() to file.readBytes().toList()))

        soon { next.opening.enrol(Hub.invitesMai()) }
        val fresh = (next.opening.state as Opening.State.Open).book
        assertTrue(soon { fresh.journal.search("Đặng") }.isEmpty())
        fresh.close()
        val aside = folder.listFiles()!!.single { it.name.startsWith("sealed-") }
        assertArrayEquals(sealed.keys.single().toByteArray(), File(aside, "key").readBytes())

        // A shop that brings the phone's key back brings the book back.
        PhoneKeystore.keys[name] = kept
        val repaired = Book(PhoneDevice(app, aside)).also { soon { it.seen() } }
        assertTrue(repaired.isOpenWith("Đặng"))
    }

    @Test
    fun `a dead key in the Keystore is not taken for the next book, and stays for the one before`() {
        enrol()
        record()
        val name = alias
        PhoneKeystore.keys[name] = SecretKeySpec(ByteArray(5), "AES") // no cipher begins with it
        val next = nextDay()
        assertEquals(Opening.State.KeyLost, next.opening.state)
        soon { next.opening.enrol(Hub.invitesMai()) }
        (next.opening.state as Opening.State.Open).book.close()
        assertEquals(2, PhoneKeystore.keys.size)
        assertEquals(5, PhoneKeystore.keys.getValue(name).encoded.size)
    }

    @Test
    fun `a backup under a passphrase opens under another key, also where the book's own was lost`() {
        enrol()
        record()
        val copy = File(folder, "copy")
        soon { opened().backupSealed(copy.path, "nếp tan Mường Và") }
        opened().close()
        PhoneKeystore.keys.remove(alias)
        val next = nextDay()
        assertEquals(Opening.State.KeyLost, next.opening.state)

        soon { next.opening.restore(copy, "nếp tan Mường Và", Hub.invitesMai()) }
        assertFalse("in clear: $file", file.readBytes().decodeToString(0, 15) == "SQLite format 3")
        assertTrue(next.isOpenWith("Đặng"))
    }

    @Test
    fun `a key that came from another phone opens nothing`() {
        enrol()
        record()
        val name = alias
        val own = PhoneKeystore.keys.getValue(name)
        PhoneKeystore.keys[name] = SecretKeySpec(ByteArray(32) { 7 }, "AES")
        assertEquals(Opening.State.KeyLost, nextDay().opening.state)
        PhoneKeystore.keys[name] = own
        assertTrue(nextDay().isOpenWith("Đặng"))
    }

    @Test
    fun `a damaged or missing file of the key seals the book until it is back`() {
        enrol()
        record()
        val good = key.readBytes()
        for (bad in listOf(ByteArray(0), good.copyOf(11), good.copyOf(30), good.clone().also { it[3]++ }, good.clone().also { it[40]++ }, null)) {
            if (bad == null) key.delete() else key.writeBytes(bad)
            assertEquals(Opening.State.KeyLost, nextDay().opening.state)
        }
        key.writeBytes(good)
        assertTrue(nextDay().isOpenWith("Đặng"))
    }

    @Test
    fun `a Keystore that does not answer is asked again`() {
        enrol()
        record()
        PhoneKeystore.silent = true
        val next = nextDay()
        assertTrue("${next.opening.state}", next.opening.state is Opening.State.Failed)
        PhoneKeystore.silent = false
        soon { next.opening.open() }
        assertTrue(next.isOpenWith("Đặng"))
    }
}
