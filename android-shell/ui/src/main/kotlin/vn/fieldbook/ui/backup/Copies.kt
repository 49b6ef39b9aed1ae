package vn.fieldbook.ui.backup

import java.io.File
import java.io.IOException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** Copies on their way out of the app or into it: each lies in [device]'s own folder for as long as it is needed. */
class Copies(device: File) {
    private val folder = File(device, "copies")

    /** Where the next copy goes; the one before is gone. */
    suspend fun next(): File {
        clear()
        return withContext(Dispatchers.IO) {
            if (!folder.mkdirs()) throw IOException("no room for $folder")
            File(folder, "copy")
        }
    }

    suspend fun clear() {
        withContext(Dispatchers.IO) { folder.deleteRecursively() }
    }
}
