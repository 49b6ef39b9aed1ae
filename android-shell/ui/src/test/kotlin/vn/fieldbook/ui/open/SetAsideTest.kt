package vn.fieldbook.ui.open

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class SetAsideTest {
    @Test
    fun `a copy that cannot be opened costs neither the book nor the one replaced before it`(@TempDir dir: File) {
        val aside = SetAside(dir)
        dir.holds("first")
        aside.begin()
        dir.holds("second")
        aside.done()
        aside.begin()
        aside.putBack()
        assertEquals("second", dir.book())
        assertEquals("first", dir.resolve("replaced").book())
        aside.begin()
        dir.holds("third")
        aside.done()
        assertEquals("third", dir.book())
        assertEquals("second", dir.resolve("replaced").book())
        assertFalse(dir.resolve("replacing").exists())
    }

    @Test
    fun `an app killed right after the copy was in its place keeps both books`(@TempDir dir: File) {
        dir.holds("first")
        SetAside(dir).begin()
        dir.holds("second")
        SetAside(dir).putBack()
        assertEquals("second", dir.book())
        assertEquals("first", dir.resolve("replaced").book())
        SetAside(dir).putBack()
        assertEquals("first", dir.resolve("replaced").book())
    }

    private fun File.holds(words: String) {
        resolve("book.sqlite").writeText(words)
        resolve("book.sqlite-wal").writeText(words)
    }

    private fun File.book(): String = resolve("book.sqlite").readText().also { assertEquals(it, resolve("book.sqlite-wal").readText()) }
}
