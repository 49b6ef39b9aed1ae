package vn.fieldbook.ui.pictures

import kotlin.math.abs
import org.jetbrains.skia.Bitmap
import org.jetbrains.skia.ColorAlphaType
import org.jetbrains.skia.ColorType
import org.jetbrains.skia.Image
import org.jetbrains.skia.ImageInfo

/** Steps of 256 in a colour that an eye does not see. */
private const val UNSEEN = 24

/** The share of pixels that an eye sees to be different; all, where the size is another. */
fun difference(one: Image, other: Image): Double {
    if (one.width != other.width || one.height != other.height) return 1.0
    val first = pixels(one)
    val second = pixels(other)
    val seen = (first.indices step 4).count { at -> (0..3).any { abs(level(first, at + it) - level(second, at + it)) > UNSEEN } }
    return seen / (first.size / 4.0)
}

private fun level(pixels: ByteArray, at: Int): Int = pixels[at].toInt() and 0xFF

private fun pixels(image: Image): ByteArray {
    val bitmap = Bitmap().apply { allocPixels(ImageInfo(image.width, image.height, ColorType.RGBA_8888, ColorAlphaType.PREMUL)) }
    check(image.readPixels(bitmap))
    return checkNotNull(bitmap.readPixels())
}
