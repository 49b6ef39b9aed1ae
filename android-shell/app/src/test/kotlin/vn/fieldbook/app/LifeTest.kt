package vn.fieldbook.app

import android.Manifest.permission.CAMERA
import android.graphics.Bitmap
import android.graphics.Color
import android.net.Uri
import android.os.Bundle
import android.provider.MediaStore
import java.io.File
import java.nio.file.Path
import java.util.concurrent.TimeUnit.SECONDS
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotSame
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import vn.fieldbook.BookKey
import vn.fieldbook.Ending
import vn.fieldbook.FactQuery
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.Lang
import vn.fieldbook.NewSeason
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.open.Opening
import vn.fieldbook.ui.record.EntryForm
import vn.fieldbook.ui.record.entry

class LifeTest : PhoneTest() {
    @Test
    fun `a phone without a book says so, and enrolling opens one`() {
        assertEquals(Opening.State.NotEnrolled, state)
        enrol()
        assertEquals("Gặt ở ruộng Đặng", record().fact.note)
    }

    @Test
    fun `the file is closed while no screen is seen`() {
        enrol()
        val fact = record().fact.id
        repeat(5) {
            leave()
            comeBack()
        }
        assertEquals(listOf(fact), facts().map { it.fact.id })
    }

    @Test
    @Config(sdk = [26])
    fun `so it is on the oldest phone`() {
        enrol()
        val fact = record().fact.id
        leave()
        comeBack()
        assertEquals(listOf(fact), facts().map { it.fact.id })
    }

    @Test
    fun `a quick way out and back leaves the book open`() {
        enrol()
        repeat(20) { screen.pause().stop().restart().resume() }
        until("the last word to be heard") { !isClosed() }
    }

    @Test
    fun `turning the phone makes a new window over the same open book`() {
        val book = enrol()
        val window = screen.get()
        // A pause would send it home.
        val nobody = SyncOptions(hubUrl = "http://127.0.0.1:9")
        val going = CoroutineScope(Dispatchers.Default).async { book.sync.runToEnd(nobody).ending }
        repeat(3) {
            screen.recreate()
            repeat(20) { assertFalse(isClosed()) }
        }
        assertNotSame(window, screen.get())
        assertSame(book, opened())
        assertTrue("still trying", going.isActive)
        leave()
        assertEquals(Ending.Cancelled, soon { going.await() })
    }

    @Test
    fun `a book that is opened anew while no screen is seen is closed until one is`() {
        enrol()
        val fact = record().fact.id
        leave()
        soon { app.book.opening.reopen() }
        assertTrue(isClosed())
        comeBack()
        assertEquals(listOf(fact), facts().map { it.fact.id })
    }

    @Test
    fun `a sync in a process without a window opens the file for its own time`() {
        enrol()
        val fact = record().fact.id
        opened().close()
        val woken = Book(PhoneDevice(app))
        assertEquals(fact, soon { woken.held { it.journal.get(fact) } }!!.fact.id)
        val book = (woken.opening.state as Opening.State.Open).book
        assertTrue(soon { runCatching { book.journal.get(fact) } }.exceptionOrNull() is FieldbookException.Closed)
        book.close()
    }

    @Test
    fun `whoever returns after the process was killed finds window and book`() {
        enrol()
        val fact = record().fact.id
        val key = BookKeyStore(File(folder, "key")).find()!!
        opened().close()
        val held = Bundle()
        val draft = Bundle().apply { putString("note", "Gặt ở ruộng") }
        screen.get().savedStateRegistry.registerSavedStateProvider("draft") { draft }
        screen.pause().stop().saveInstanceState(held).destroy()

        // Another process of the app that hangs on to the file, then is killed.
        val other = process(HoldBook::class.java.name, File(folder, "book").path, key.bytes().joinToString(",") { "$it" })
        val said = other.inputStream.bufferedReader()
        assertEquals("open", said.readLine())
        val app = Book(PhoneDevice(this.app))
        soon { app.seen() }
        assertTrue("${app.opening.state}", app.opening.state is Opening.State.Failed)
        other.destroyForcibly()
        assertTrue(other.waitFor(20, SECONDS))
        soon { app.opening.open() }
        val back = (app.opening.state as Opening.State.Open).book
        assertEquals(fact, soon { back.journal.get(fact) }.fact.id)
        back.close()

        val window = Robolectric.buildActivity(MainActivity::class.java).setup(held)
        val kept = window.get().savedStateRegistry.consumeRestoredStateForKey("draft")
        assertEquals("what was typed", "Gặt ở ruộng", kept?.getString("note"))
    }

    @Test
    fun `what is typed outlives a turned phone and an app that is killed while the camera is open, photo and all`() {
        enrol()
        val doc = soon { opened().documents.openSeason(NewSeason("Vụ mùa 2026")) }.doc.id
        val place = Screen.Entry(doc, "harvest")
        screen.get().way.to(place)
        suspend fun Book.entry() = opening.drafts.entry((opening.state as Opening.State.Open).book, place, Lang.VI, Times())
        soon { app.book.entry() }.form.amounts.first { it.rule.required }.digits = "2,5"
        screen.recreate()
        assertEquals(place, screen.get().way.here)
        val turned = soon { app.book.entry() }
        assertEquals("2,5", turned.form.amounts.first { it.rule.required }.digits)
        turned.form.note = "Gặt ở ruộng Đặng"

        // The camera app takes the memory, and the picture.
        shadowOf(app).grantPermissions(CAMERA)
        turned.photograph(opened(), EntryForm.ALBUM)
        until("the camera to be asked") { shadowOf(screen.get()).peekNextStartedActivityForResult() != null }
        val asked = shadowOf(screen.get()).nextStartedActivityForResult.intent
        val held = Bundle()
        screen.pause().stop().saveInstanceState(held)
        val out = asked.getParcelableExtra(MediaStore.EXTRA_OUTPUT, Uri::class.java)!!
        app.contentResolver.openOutputStream(out)!!.use { photograph().compress(Bitmap.CompressFormat.JPEG, 90, it) }
        until("the file to be closed") { isClosed() }
        opened().close()

        val next = Book(PhoneDevice(app))
        soon { next.seen() }
        val window = Robolectric.buildActivity(MainActivity::class.java).create(held).get()
        assertEquals(place, window.way.here)
        val back = soon { next.entry() }
        assertEquals("2,5", back.form.amounts.first { it.rule.required }.digits)
        assertEquals("Gặt ở ruộng Đặng", back.form.note)
        assertEquals(1, back.form.photos.size)
        val book = (next.opening.state as Opening.State.Open).book
        back.save({ back.form.save(book, Times()) }) { {} }
        until("it to be saved") { back.onward != null }
        val fact = soon { book.journal.query(FactQuery()) }.single().fact
        assertEquals(back.form.photos.toList(), fact.photos)
        assertEquals("Gặt ở ruộng Đặng", fact.note)
        assertFalse("no draft of it is left", File(folder, "drafts").walk().any { it.isFile })
        book.close()
    }

    private fun photograph() = Bitmap.createBitmap(64, 48, Bitmap.Config.ARGB_8888).apply { eraseColor(Color.GREEN) }

    @Test
    fun `an app killed in the middle of enrolling begins anew`() {
        soon { runCatching { app.book.opening.enrol("không phải thư mời") } }.exceptionOrNull()!!
        assertTrue("the key was made first", File(folder, "key").exists())
        val again = Book(PhoneDevice(app))
        soon { again.seen() }
        assertEquals(Opening.State.NotEnrolled, again.opening.state)
        enrol()
    }

    private fun process(main: String, vararg arguments: String): Process {
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val unpacked = "-Djna.tmpdir=" + System.getProperty("jna.tmpdir")
        val classes = System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path")
        return ProcessBuilder(java, unpacked, "-Xmx256m", "-cp", classes, main, *arguments)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
    }
}

/** Opens a book, says so and keeps it. */
internal object HoldBook {
    @JvmStatic
    fun main(arguments: Array<String>) {
        val key = BookKey.fromBytes(arguments[1].split(",").map { it.toByte() }.toByteArray())
        val book = kotlinx.coroutines.runBlocking { Fieldbook.open(vn.fieldbook.Config(arguments[0], bookKey = key)) }
        println("open")
        Thread.sleep(60_000)
        book.close()
    }
}
