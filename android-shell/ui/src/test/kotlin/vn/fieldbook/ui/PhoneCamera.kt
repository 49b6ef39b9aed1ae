package vn.fieldbook.ui

import java.io.File
import java.util.concurrent.ConcurrentHashMap
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import vn.fieldbook.ui.desktop.FolderCamera
import vn.fieldbook.ui.device.Camera

/** A camera of a small phone: what takes photos is another app, and ours may be ended while it is open. */
class PhoneCamera(private val film: FolderCamera) : Camera by film {
    constructor(folder: () -> File?) : this(FolderCamera(folder, pace = 50.milliseconds))

    /** What was taken and is not kept anywhere else yet. */
    val taken = ConcurrentHashMap<String, ByteArray>()

    /** Whether the app is ended while the camera is open: then the photo is there, and nobody who waits for it. */
    @Volatile var outlives = false

    /** What a photo shows; else the first picture of the film. */
    @Volatile var picture: ByteArray? = null

    /** The person's finger on the shutter, where a test waits for it. */
    @Volatile var shutter: CompletableDeferred<Unit>? = null

    /** How often it was opened. */
    @Volatile var opened = 0
        private set

    override suspend fun photo(name: String): ByteArray? {
        opened += 1
        shutter?.await()
        val photo = picture ?: film.photo(name)
        photo?.let { taken[name] = it }
        if (!outlives) return photo
        awaitCancellation()
    }

    override suspend fun left(name: String): ByteArray? = taken[name]

    override fun forget(name: String) {
        taken.remove(name)
    }

    override suspend fun tidy(idle: (String) -> Boolean) {
        taken.keys.removeIf(idle)
    }
}
