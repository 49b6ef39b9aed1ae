package vn.fieldbook.ui.sweep

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.gestures.detectTapGestures
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Fill
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import kotlin.math.min
import vn.fieldbook.SpotMark
import vn.fieldbook.SweepReport
import vn.fieldbook.SweptSpot
import vn.fieldbook.looks.Colours
import vn.fieldbook.looks.Sizes
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** The part of the sheet with the most stamps, as it lies on the table: a tap says which stamp a place is. */
@Composable
internal fun SheetMap(report: SweepReport, chosen: UInt?, onChoose: (SweptSpot) -> Unit) {
    val spots = report.spots.groupBy { it.place.patch }.values.maxByOrNull { it.size } ?: return
    val colours = colours
    val label = words.sweep.map(spots.size)
    val whole = whole(spots)
    Canvas(
        Modifier
            .fillMaxWidth()
            .aspectRatio((whole.width / whole.height).coerceIn(MAP_SHAPES))
            .semantics { contentDescription = label }
            .pointerInput(spots) {
                detectTapGestures { tap ->
                    val at = Fitted(whole, Size(size.width.toFloat(), size.height.toFloat()))
                    spots.minByOrNull { (at.middle(it) - tap).getDistanceSquared() }?.let(onChoose)
                }
            },
    ) {
        val fitted = Fitted(whole, size)
        for (spot in spots) draw(fitted.place(spot), spot.mark, spot.spot == chosen, colours)
    }
}

/** Neither so flat that a thumb cannot hit it nor so high that it fills the screen. */
private val MAP_SHAPES = 1f..4f

/** A side of a code and half of one around it: labels stand apart. */
private fun whole(spots: List<SweptSpot>): Rect =
    Rect(
        spots.minOf { it.place.x }.toFloat() - 1f,
        spots.minOf { it.place.y }.toFloat() - 1f,
        spots.maxOf { it.place.x }.toFloat() + 1f,
        spots.maxOf { it.place.y }.toFloat() + 1f,
    )

private class Fitted(private val whole: Rect, view: Size) {
    private val scale = min(view.width / whole.width, view.height / whole.height)
    private val margin = Offset(view.width - whole.width * scale, view.height - whole.height * scale) / 2f

    fun middle(spot: SweptSpot): Offset = margin + (Offset(spot.place.x.toFloat(), spot.place.y.toFloat()) - whole.topLeft) * scale

    fun place(spot: SweptSpot): Rect = Rect(middle(spot), scale * HALF)

    private companion object {
        const val HALF = 0.48f
    }
}

/** Each mark has a shape beside its colour: full, a frame, two frames, a cross. */
private fun DrawScope.draw(place: Rect, mark: SpotMark, chosen: Boolean, colours: Colours) {
    val line = Sizes.outline.toPx()
    fun box(colour: Color, rect: Rect = place, full: Boolean = false) =
        drawRect(colour, rect.topLeft, rect.size, style = if (full) Fill else Stroke(line))
    when (mark) {
        SpotMark.READ -> box(colours.primary, full = true)
        SpotMark.LEFT_OUT -> box(colours.outline)
        SpotMark.DUPLICATE -> {
            box(colours.warn, full = true)
            box(colours.onWarn, place.deflate(place.width / 4))
        }
        SpotMark.STRANGER -> {
            box(colours.bad)
            drawLine(colours.bad, place.topLeft, place.bottomRight, line)
            drawLine(colours.bad, place.topRight, place.bottomLeft, line)
        }
        SpotMark.UNREAD, SpotMark.UNSURE -> {
            box(colours.text)
            drawCircle(colours.text, line, place.center)
        }
    }
    if (chosen) box(colours.text, place.inflate(line * 2))
}
