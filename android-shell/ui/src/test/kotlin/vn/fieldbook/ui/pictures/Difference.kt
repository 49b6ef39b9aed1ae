package vn.fieldbook.ui.pictures

import kotlin.math.abs
import org.jetbrains.skia.Bitmap
import org.jetbrains.skia.ColorAlphaType
import org.jetbrains.skia.ColorType
import org.jetbrains.skia.Image
import org.jetbrains.skia.ImageInfo
import org.jetbrains.skia.Paint
import org.jetbrains.skia.Rect
import org.jetbrains.skia.Surface

/** Steps of 256 in a colour that an eye does not see. */
private const val UNSEEN = 24

/** Steps that no rounding of a letter's edge comes to, and the letter does: of 361 pictures taken anew the edges came to 38. */
private const val CLEAR = 48

/** Pixels of a block's side: two lines of what a person reads, and two words of them. */
private const val BLOCK = 64

/** Share of all pixels that may differ: another processor may round the edge of a letter otherwise. */
internal const val WHOLE_TOLERANCE = 0.002

/** Share of a block's pixels that may clearly differ: the shortest word that changed so far came to 4 %. */
private const val BLOCK_TOLERANCE = 0.01

/** Whether a person would take one for the other. A word more is next to nothing of the whole picture, and much of its block. */
fun alike(one: Image, other: Image): Boolean = difference(one, other) <= WHOLE_TOLERANCE && worstBlock(one, other) <= BLOCK_TOLERANCE

/** The picture with that part of it covered. */
fun covered(picture: Image, part: Unsteady): Image {
    val surface = Surface.makeRasterN32Premul(picture.width, picture.height)
    surface.canvas.drawImage(picture, 0f, 0f)
    val (left, top, right, bottom) = listOf(part.left, part.top, part.right, part.bottom).map { it * DENSITY }
    surface.canvas.drawRect(Rect.makeLTRB(left, top, right, bottom), Paint())
    return surface.makeImageSnapshot()
}

/** The share of pixels that an eye sees to be different; all, where the size is another. */
fun difference(one: Image, other: Image): Double {
    if (one.width != other.width || one.height != other.height) return 1.0
    return differing(one, other, UNSEEN).size / (one.width * one.height).toDouble()
}

/** The largest share of any block that is clearly different; all, where the size is another. */
fun worstBlock(one: Image, other: Image): Double {
    if (one.width != other.width || one.height != other.height) return 1.0
    val blocks = differing(one, other, CLEAR).groupingBy { at -> at / one.width / BLOCK to at % one.width / BLOCK }.eachCount()
    return (blocks.values.maxOrNull() ?: 0) / (BLOCK * BLOCK).toDouble()
}

/** The pixels that are more than these steps apart in some colour. */
private fun differing(one: Image, other: Image, steps: Int): List<Int> {
    val first = pixels(one)
    val second = pixels(other)
    return (0..<first.size / 4).filter { at -> (0..3).any { abs(level(first, at * 4 + it) - level(second, at * 4 + it)) > steps } }
}

private fun level(pixels: ByteArray, at: Int): Int = pixels[at].toInt() and 0xFF

private fun pixels(image: Image): ByteArray {
    val bitmap = Bitmap().apply { allocPixels(ImageInfo(image.width, image.height, ColorType.RGBA_8888, ColorAlphaType.PREMUL)) }
    check(image.readPixels(bitmap))
    return checkNotNull(bitmap.readPixels())
}
