package vn.fieldbook.ui.visit

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Canvas
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.Paint
import androidx.compose.ui.graphics.PaintingStyle
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin

/** The box is so much wider than high, and so is the picture of it. */
internal const val SIGNATURE_SHAPE = 2.2f

private const val PICTURE_WIDTH = 880

/** A name written with a finger: its strokes, in parts of the box, so that they fit any screen. */
class Signature {
    private var strokes: List<List<Offset>> by mutableStateOf(emptyList())

    val empty: Boolean get() = strokes.isEmpty()

    fun begin(at: Offset) {
        strokes = strokes + listOf(listOf(at))
    }

    fun go(to: Offset) {
        val stroke = strokes.lastOrNull() ?: return
        strokes = strokes.dropLast(1) + listOf(stroke + to)
    }

    fun clear() {
        strokes = emptyList()
    }

    /** Its line in a box of this size. A touch without a move is a dot. */
    fun line(size: Size): Path =
        Path().apply {
            for (stroke in strokes) {
                val points = stroke.map { Offset(it.x * size.width, it.y * size.height) }
                moveTo(points.first().x, points.first().y)
                if (points.size == 1) lineTo(points.first().x + 1f, points.first().y)
                for (point in points.drop(1)) lineTo(point.x, point.y)
            }
        }

    /** Black on white whatever the screen's colours: it will be printed. */
    fun picture(): ImageBitmap {
        val picture = ImageBitmap(PICTURE_WIDTH, (PICTURE_WIDTH / SIGNATURE_SHAPE).toInt())
        val size = Size(picture.width.toFloat(), picture.height.toFloat())
        val canvas = Canvas(picture)
        canvas.drawRect(0f, 0f, size.width, size.height, Paint().apply { color = Color.White })
        val ink =
            Paint().apply {
                color = Color.Black
                style = PaintingStyle.Stroke
                strokeWidth = 7f
                strokeCap = StrokeCap.Round
                strokeJoin = StrokeJoin.Round
            }
        canvas.drawPath(line(size), ink)
        return picture
    }

    /** `0.1,0.5 0.2,0.5;0.7,0.1`: strokes of points. */
    fun text(): String = strokes.joinToString(";") { stroke -> stroke.joinToString(" ") { "${it.x},${it.y}" } }

    fun read(text: String) {
        strokes = runCatching { text.split(';').map { stroke -> stroke.split(' ').map(::point) } }.getOrDefault(emptyList())
    }

    private fun point(text: String): Offset = text.split(',').let { (x, y) -> Offset(x.toFloat(), y.toFloat()) }
}
