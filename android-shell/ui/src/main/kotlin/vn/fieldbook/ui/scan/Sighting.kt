package vn.fieldbook.ui.scan

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import kotlin.math.hypot
import kotlin.math.min
import vn.fieldbook.Corner
import vn.fieldbook.SeenMark
import vn.fieldbook.ui.device.LumaFrame

/** A code over the picture; without a text it could not be read. */
class Outline(val text: String?, val corners: List<Corner>, val mark: SeenMark, private val atNs: Long = System.nanoTime()) {
    /** The scanner reads some codes of a frame, of the next the others: outlines that went out between would flicker. */
    fun isFresh(nowNs: Long): Boolean = text != null && nowNs - atNs < SHOWN_NS

    /** Whether it lies where it lay before, but for the hand's shake. */
    fun isAt(before: Outline): Boolean {
        val (was, now) = before.corners.first() to corners.first()
        return hypot(now.x - was.x, now.y - was.y) < hypot(now.x - corners[1].x, now.y - corners[1].y) / 4
    }

    private companion object {
        const val SHOWN_NS = 1_500_000_000L
    }
}

/** The codes of a frame, and the frame's size, by which they find their places over the picture. */
class Sighting(private val width: Int, private val height: Int, private val turned: Int, val outlines: List<Outline>) {
    /** What is shown once another frame has come: also what it did not read anew, while the hand is still. */
    fun next(frame: LumaFrame, seen: List<Outline>): Sighting {
        val now = System.nanoTime()
        val still = seen.all { outline -> outlines.find { it.text != null && it.text == outline.text }?.let(outline::isAt) ?: true }
        val kept = if (still) outlines.filter { old -> old.isFresh(now) && seen.none { it.text == old.text } } else emptyList()
        return Sighting(frame.width, frame.height, frame.turned, kept + seen)
    }

    /** Where a point of the frame lies in a view that shows all of the upright picture in its middle. */
    fun placed(corner: Corner, view: Size): Offset {
        val upright = if (turned % 180 == 0) Size(width.toFloat(), height.toFloat()) else Size(height.toFloat(), width.toFloat())
        val point =
            when (turned) {
                90 -> Offset(height - corner.y, corner.x)
                180 -> Offset(width - corner.x, height - corner.y)
                270 -> Offset(corner.y, width - corner.x)
                else -> Offset(corner.x, corner.y)
            }
        val scale = min(view.width / upright.width, view.height / upright.height)
        val margin = Offset(view.width - upright.width * scale, view.height - upright.height * scale) / 2f
        return margin + point * scale
    }

    companion object {
        val NOTHING = Sighting(1, 1, 0, emptyList())
    }
}
