package vn.fieldbook.app

import android.Manifest
import android.app.Activity
import android.content.ContentResolver
import android.content.Intent
import android.net.Uri
import android.provider.MediaStore
import android.provider.OpenableColumns
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.IOException
import java.io.InputStream
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd

class FilesTest : PhoneTest() {
    private val bytes = ByteArray(100_000) { (it * 7).toByte() }

    private fun <T> later(work: suspend () -> T): Deferred<T> = CoroutineScope(Dispatchers.Default).async { work() }

    /** The system's answer to what the app asked last. */
    private fun answer(uri: Uri?) {
        until("the person to be asked") { shadowOf(screen.get()).peekNextStartedActivityForResult() != null }
        val asked = shadowOf(screen.get()).nextStartedActivityForResult
        val code = if (uri == null) Activity.RESULT_CANCELED else Activity.RESULT_OK
        shadowOf(screen.get()).receiveResult(asked.intent, code, Intent().setData(uri))
    }

    @Test
    fun `a bundle goes to the share sheet as a file that others can read, and nobody else`() {
        enrol()
        soon { opened().sync.runToEnd(SyncOptions(failuresMax = 3u)) }
        record()
        val bundle = soon { opened().sync.bundleOutbox() }.bytes
        soon { app.device.files.share("Gói của Mai.fieldbook", "application/octet-stream", bundle) }
        val sheet = shadowOf(app).nextStartedActivity
        assertEquals(Intent.ACTION_CHOOSER, sheet.action)
        val send = sheet.getParcelableExtra(Intent.EXTRA_INTENT, Intent::class.java)!!
        assertEquals(Intent.ACTION_SEND to "application/octet-stream", send.action to send.type)
        assertTrue(send.flags and Intent.FLAG_GRANT_READ_URI_PERMISSION != 0)
        val uri = send.getParcelableExtra(Intent.EXTRA_STREAM, Uri::class.java)!!
        assertEquals(uri, send.clipData!!.getItemAt(0).uri)
        assertEquals(ContentResolver.SCHEME_CONTENT to "vn.fieldbook.app.files", uri.scheme to uri.authority)
        assertArrayEquals(bundle, app.contentResolver.openInputStream(uri)!!.use { it.readBytes() })
        app.contentResolver.query(uri, null, null, null, null)!!.use {
            it.moveToFirst()
            assertEquals("Gói của Mai.fieldbook", it.getString(it.getColumnIndexOrThrow(OpenableColumns.DISPLAY_NAME)))
        }
        val book = uri.buildUpon().path("/shared/../../files/key").build()
        assertThrows(SecurityException::class.java) { app.contentResolver.openInputStream(book) }
    }

    @Test
    fun `a name cannot climb out of its folder, and old files go`() {
        val shared = File(app.cacheDir, "shared")
        soon { app.device.files.share("../../files/kho.txt", "text/plain", bytes) }
        val only = shared.walk().single { it.isFile }
        assertEquals("kho.txt", only.name)
        assertFalse(File(folder, "kho.txt").exists())
        only.parentFile!!.setLastModified(System.currentTimeMillis() - 25 * 3_600_000L)
        soon { app.device.files.share("hai.csv", "text/csv", bytes) }
        assertEquals(listOf("hai.csv"), shared.walk().filter { it.isFile }.map { it.name }.toList())
    }

    @Test
    fun `a picked file is read, and none is none`() {
        val uri = Uri.parse("content://zalo/goi")
        shadowOf(app.contentResolver).registerInputStream(uri, ByteArrayInputStream(bytes))
        val picked = later { app.device.files.pick(listOf("*/*")) }
        until("the person to be asked") { shadowOf(screen.get()).peekNextStartedActivityForResult() != null }
        assertEquals(Intent.ACTION_OPEN_DOCUMENT, shadowOf(screen.get()).peekNextStartedActivityForResult().intent.action)
        answer(uri)
        assertArrayEquals(bytes, soon { picked.await() })
        val none = later { app.device.files.pick(listOf("*/*")) }
        answer(null)
        assertNull(soon { none.await() })
    }

    @Test
    fun `a film chosen by mistake is refused before memory ends`() {
        val uri = Uri.parse("content://phim/dai")
        val film = object : InputStream() {
            override fun read() = 0

            override fun read(into: ByteArray, from: Int, count: Int) = count
        }
        shadowOf(app.contentResolver).registerInputStream(uri, film)
        val picked = later { runCatching { app.device.files.pick(listOf("*/*")) } }
        answer(uri)
        assertTrue(soon { picked.await() }.exceptionOrNull() is IOException)
    }

    @Test
    fun `a copy of any size comes into a file, and half of one does not`() {
        val into = File(app.filesDir, "copy")
        val (whole, broken) = listOf("ca", "do").map { Uri.parse("content://the-nho/$it") }
        val large = ByteArray(300_000) { (it % 251).toByte() }
        shadowOf(app.contentResolver).registerInputStream(whole, ByteArrayInputStream(large))
        val picked = later { app.device.files.pick(listOf("*/*"), into) }
        answer(whole)
        assertTrue(soon { picked.await() })
        assertArrayEquals(large, into.readBytes())

        val torn = object : InputStream() {
            private var left = 100_000

            override fun read() = if (left-- > 0) 1 else throw IOException("the card was taken out")
        }
        shadowOf(app.contentResolver).registerInputStream(broken, torn)
        val cut = later { runCatching { app.device.files.pick(listOf("*/*"), into) } }
        answer(broken)
        assertTrue(soon { cut.await() }.exceptionOrNull() is IOException)
        assertFalse(into.exists())

        val none = later { app.device.files.pick(listOf("*/*"), into) }
        answer(null)
        assertFalse(soon { none.await() })
    }

    @Test
    fun `an answer that comes after the phone was turned is still an answer`() {
        val uri = Uri.parse("content://zalo/goi")
        shadowOf(app.contentResolver).registerInputStream(uri, ByteArrayInputStream(bytes))
        val picked = later { app.device.files.pick(listOf("*/*")) }
        until("the person to be asked") { shadowOf(screen.get()).peekNextStartedActivityForResult() != null }
        val asked = shadowOf(screen.get()).nextStartedActivityForResult
        screen.recreate()
        // The system gives it to the new window, by the code the old one asked with.
        val int = Int::class.java
        val give = Activity::class.java.getDeclaredMethod("onActivityResult", int, int, Intent::class.java)
        give.isAccessible = true
        give.invoke(screen.get(), asked.requestCode, Activity.RESULT_OK, Intent().setData(uri))
        assertArrayEquals(bytes, soon { picked.await() })
    }

    @Test
    fun `an answer that nobody waits for any more is not the next question's`() {
        val (first, second) = listOf("mot", "hai").map { Uri.parse("content://zalo/$it") }
        shadowOf(app.contentResolver).registerInputStream(second, ByteArrayInputStream(bytes))
        val gone = later { app.device.files.pick(listOf("*/*")) }
        until("the person to be asked") { shadowOf(screen.get()).peekNextStartedActivityForResult() != null }
        val asked = shadowOf(screen.get()).nextStartedActivityForResult
        soon { gone.cancelAndJoin() }
        shadowOf(screen.get()).receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(first))
        val picked = later { app.device.files.pick(listOf("*/*")) }
        answer(second)
        assertArrayEquals(bytes, soon { picked.await() })
    }

    @Test
    fun `who swipes the app away is answered for, and can be asked again`() {
        val none = later { app.device.files.pick(listOf("*/*")) }
        until("the person to be asked") { shadowOf(screen.get()).peekNextStartedActivityForResult() != null }
        shadowOf(screen.get()).nextStartedActivityForResult
        screen.get().finish()
        screen.pause().stop().destroy()
        assertNull(soon { none.await() })
        screen = Robolectric.buildActivity(MainActivity::class.java).setup()
        val again = later { app.device.files.pick(listOf("*/*")) }
        answer(null)
        assertNull(soon { again.await() })
    }

    private fun photo(code: Int, take: (Uri) -> Unit): ByteArray? {
        shadowOf(app).grantPermissions(Manifest.permission.CAMERA)
        val photo = later { app.device.camera.photo("entry") }
        until("the camera to be asked") { shadowOf(screen.get()).peekNextStartedActivityForResult() != null }
        val asked = shadowOf(screen.get()).nextStartedActivityForResult.intent
        assertEquals(MediaStore.ACTION_IMAGE_CAPTURE, asked.action)
        take(asked.getParcelableExtra(MediaStore.EXTRA_OUTPUT, Uri::class.java)!!)
        shadowOf(screen.get()).receiveResult(asked, code, null)
        return soon { photo.await() }
    }

    @Test
    fun `a photo comes from the phone's own camera app and is left nowhere once it is kept`() {
        fun take(to: Uri) = app.contentResolver.openOutputStream(to)!!.use { it.write(bytes) }
        val left = { File(app.cacheDir, "photos").list()!!.toList() }
        val taken = photo(Activity.RESULT_OK, ::take)
        assertArrayEquals(bytes, taken)
        for (time in 1..2) assertArrayEquals("until it is kept", bytes, soon { app.device.camera.left("entry") })
        app.device.camera.forget("entry")
        assertEquals(emptyList<String>(), left())
        assertNull(soon { app.device.camera.left("entry") })
        assertNull("given up", photo(Activity.RESULT_CANCELED) { })
        assertEquals(emptyList<String>(), left())
    }

    @Test
    fun `a copy is kept where the person says`() {
        val out = ByteArrayOutputStream()
        val uri = Uri.parse("content://docs/sao-luu")
        shadowOf(app.contentResolver).registerOutputStream(uri, out)
        val copy = File(app.filesDir, "copy").apply { writeBytes(bytes) }
        val kept = later { app.device.files.keep("sao lưu.backup", "application/octet-stream", copy) }
        answer(uri)
        assertTrue(soon { kept.await() })
        assertArrayEquals(bytes, out.toByteArray())
        val nowhere = later { app.device.files.keep("sao lưu.backup", "application/octet-stream", copy) }
        answer(null)
        assertFalse(soon { nowhere.await() })
    }
}
