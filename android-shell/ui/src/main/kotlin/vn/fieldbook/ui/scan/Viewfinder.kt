package vn.fieldbook.ui.scan

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableFloatStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.PathEffect
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import vn.fieldbook.SeenMark
import vn.fieldbook.looks.Colours
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.device.LumaFrame
import vn.fieldbook.ui.look.IconTouch
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** The live picture, and over it what was found. */
@Composable
fun Viewfinder(device: Device, torch: Boolean, sighting: Sighting, onFrame: (LumaFrame) -> Unit, onRefused: () -> Unit) {
    val colours = colours
    var shape by remember { mutableFloatStateOf(FINDER_SHAPE) }
    Box(Modifier.fillMaxWidth().aspectRatio(shape).clip(RoundedCornerShape(Sizes.corner)).background(colours.surfaceRaised)) {
        device.camera.View(
            Modifier.matchParentSize(),
            torch,
            onFrame = { frame ->
                shape = shape(frame)
                onFrame(frame)
            },
            onRefused = onRefused,
        )
        Canvas(Modifier.matchParentSize()) {
            for (outline in sighting.outlines) {
                val corners = outline.corners.map { sighting.placed(it, size) }
                if (corners.size == CORNERS) draw(corners, outline.mark, colours)
            }
        }
    }
}

/** Switches the phone's light; its picture says what a tap does. */
@Composable
fun Torch(on: Boolean, onSwitch: () -> Unit) {
    if (on) {
        IconTouch(Icons.flashlightOff, words.scan.lightOff, onClick = onSwitch)
    } else {
        IconTouch(Icons.flashlight, words.scan.lightOn, onClick = onSwitch)
    }
}

private const val CORNERS = 4

/**
 * Width of the picture by its height, on a phone held upright: lower than a camera sees, for below it stands what was found,
 * and a thumb must reach it. A device's camera gives what is seen in this shape, so that nothing of it lies unseen.
 */
const val FINDER_SHAPE = 1.2f

private fun shape(frame: LumaFrame): Float {
    val (width, height) = if (frame.turned % 180 == 0) frame.width to frame.height else frame.height to frame.width
    return (width.toFloat() / height).coerceAtLeast(FINDER_SHAPE)
}

private fun colour(mark: SeenMark, colours: Colours): Color =
    when (mark) {
        SeenMark.NEW, SeenMark.UNSURE, SeenMark.UNREAD -> colours.scanNew
        SeenMark.KNOWN -> colours.scanKnown
        SeenMark.FOREIGN -> colours.scanForeign
    }

/** Each mark has a shape of its own: dashes for what cannot be read yet, a tick for what is known, a cross for strangers. */
private fun DrawScope.draw(corners: List<Offset>, mark: SeenMark, colours: Colours) {
    val width = Sizes.scanOutline.toPx()
    val lines = lines(corners, mark)
    val dashes = if (mark == SeenMark.UNREAD || mark == SeenMark.UNSURE) PathEffect.dashPathEffect(floatArrayOf(width * 2, width * 2)) else null
    drawPath(lines, colours.scanEdge, style = Stroke(width * 2, join = StrokeJoin.Round, pathEffect = dashes))
    drawPath(lines, colour(mark, colours), style = Stroke(width, join = StrokeJoin.Round, pathEffect = dashes))
}

private fun lines(corners: List<Offset>, mark: SeenMark): Path =
    Path().apply {
        line(corners)
        close()
        val (topLeft, topRight, bottomRight, bottomLeft) = corners
        val middle = (topLeft + bottomRight) / 2f
        fun towards(corner: Offset) = middle + (corner - middle) * 0.4f
        when (mark) {
            SeenMark.KNOWN -> {
                val left = middle + (topLeft + bottomLeft - middle * 2f) * 0.2f
                val below = middle + (bottomLeft + bottomRight - middle * 2f) * 0.2f
                line(listOf(left, below, towards(topRight)))
            }
            SeenMark.FOREIGN -> {
                line(listOf(towards(topLeft), towards(bottomRight)))
                line(listOf(towards(topRight), towards(bottomLeft)))
            }
            SeenMark.NEW, SeenMark.UNSURE, SeenMark.UNREAD -> Unit
        }
    }

private fun Path.line(points: List<Offset>) {
    points.forEachIndexed { at, point -> if (at == 0) moveTo(point.x, point.y) else lineTo(point.x, point.y) }
}
