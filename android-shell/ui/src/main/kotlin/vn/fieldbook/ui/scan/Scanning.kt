package vn.fieldbook.ui.scan

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import vn.fieldbook.Code
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.SeenMark
import vn.fieldbook.StampStanding
import vn.fieldbook.ui.device.LumaFrame

/** Stamps that are looked at one by one. */
class Scanning(private val book: Fieldbook, private val tick: () -> Unit) {
    /** What to outline over the picture. */
    var sighting: Sighting by mutableStateOf(Sighting.NOTHING)
        private set

    /** What was read, the newest first. */
    val read = mutableStateListOf<StampStanding>()

    var failure: FieldbookException? by mutableStateOf(null)
        private set

    private val known = ConcurrentHashMap<String, StampStanding>()

    /** On the camera's thread. */
    fun look(frame: LumaFrame) {
        try {
            val codes = book.scanner.blocking.pushLuma(frame.pixels, frame.width.toUInt(), frame.height.toUInt(), frame.stride.toUInt())
            // A part of a larger code says nothing by itself.
            val outlines = codes.filter { it.part == null }.map { Outline(it.text, it.corners, mark(it)) }
            sighting = sighting.next(frame, outlines)
            failure = null
        } catch (paused: FieldbookException.Closed) {
            // The screen is covered; it is looked at again when the book is open again.
        } catch (error: FieldbookException) {
            failure = error
        }
    }

    private fun mark(code: Code): SeenMark {
        val before = known[code.text]
        val view = before ?: take(code.text).also { tick() }
        return when {
            view.foreign || !view.isStamp -> SeenMark.FOREIGN
            view.stamp.raw == read.firstOrNull()?.stamp?.raw -> SeenMark.NEW
            else -> SeenMark.KNOWN
        }
    }

    /** A damaged stamp, as a person reads it off. */
    suspend fun type(text: String) {
        withContext(Dispatchers.IO) { take(text.trim()) }
    }

    /** Puts one that was read before in front again. */
    fun show(view: StampStanding) {
        read.remove(view)
        read.add(0, view)
    }

    private fun take(text: String): StampStanding {
        val view = book.stamps.blocking.lookUp(text)
        known[text] = view
        read.removeAll { it.stamp.raw == view.stamp.raw }
        read.add(0, view)
        return view
    }
}
