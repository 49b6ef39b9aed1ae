package vn.fieldbook.app

import android.content.ClipData
import android.content.Context
import android.content.Intent
import android.net.Uri
import androidx.activity.result.contract.ActivityResultContracts.CreateDocument
import androidx.activity.result.contract.ActivityResultContracts.OpenDocument
import androidx.core.content.FileProvider
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.IOException
import java.util.UUID
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withContext
import vn.fieldbook.ui.device.Files

/** Files that leave the app and come in: bundles, evidence, copies. */
internal class ShareFiles(private val context: Context, private val asks: Asks) : Files {
    private val folder = File(context.cacheDir, "shared") // what `file_paths.xml` opens, and nothing else

    /** By the share sheet: Zalo, Bluetooth, mail. Throws [IOException] when there is no room. */
    override suspend fun share(name: String, mime: String, bytes: ByteArray) {
        val file = withContext(Dispatchers.IO) {
            // Whoever got one has read it by the next day.
            val old = System.currentTimeMillis() - DAY_MS
            folder.listFiles()?.filter { it.lastModified() < old }?.forEach { it.deleteRecursively() }
            val own = File(folder, UUID.randomUUID().toString()) // so that the name reaches the other side unchanged
            if (!own.mkdirs()) throw IOException("no room for $own")
            File(own, File(name).name).apply { writeBytes(bytes) }
        }
        val uri = FileProvider.getUriForFile(context, "${context.packageName}.files", file)
        val send =
            Intent(Intent.ACTION_SEND)
                .setType(mime)
                .putExtra(Intent.EXTRA_STREAM, uri)
                .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
        send.clipData = ClipData.newRawUri(name, uri) // before Android 10 the grant goes by this
        context.startActivity(Intent.createChooser(send, null).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
    }

    /** A file the person chooses; null when they choose none. Throws [IOException] for one that cannot be read. */
    override suspend fun pick(mimes: List<String>): ByteArray? {
        val uri = asks.ask(OpenDocument(), mimes.toTypedArray()) ?: return null
        return withContext(Dispatchers.IO) { read(uri) }
    }

    /** Where the person says. False when they say nowhere. */
    override suspend fun keep(name: String, mime: String, file: File): Boolean {
        val uri = asks.ask(CreateDocument(mime), name) ?: return false
        withContext(Dispatchers.IO) {
            val out = context.contentResolver.openOutputStream(uri, "wt") ?: throw IOException("$uri cannot be written")
            out.use { to -> file.inputStream().use { it.copyTo(to, PART) } }
        }
        return true
    }

    /** The same into a file of ours, which is there only when it is whole. */
    override suspend fun pick(mimes: List<String>, into: File): Boolean {
        val uri = asks.ask(OpenDocument(), mimes.toTypedArray()) ?: return false
        withContext(Dispatchers.IO) {
            try {
                // Whoever picked a film by mistake ends it here.
                into.outputStream().use { to -> parts(uri) { part, count -> ensureActive(); to.write(part, 0, count) } }
            } catch (failed: Exception) {
                into.delete()
                throw failed
            }
        }
        return true
    }

    // A film chosen by mistake must not take the app down with it.
    private fun read(uri: Uri): ByteArray {
        val bytes = ByteArrayOutputStream()
        parts(uri) { part, count ->
            bytes.write(part, 0, count)
            if (bytes.size() > BYTES_MAX) throw IOException("$uri is larger than any file of ours")
        }
        return bytes.toByteArray()
    }

    private inline fun parts(uri: Uri, take: (ByteArray, Int) -> Unit) {
        val input = context.contentResolver.openInputStream(uri) ?: throw IOException("$uri cannot be read")
        val part = ByteArray(PART)
        input.use {
            while (true) {
                val count = it.read(part)
                if (count < 0) return
                take(part, count)
            }
        }
    }

    private companion object {
        const val DAY_MS = 24 * 3_600_000L
        const val PART = 64 * 1024
        const val BYTES_MAX = 64 * 1024 * 1024
    }
}
