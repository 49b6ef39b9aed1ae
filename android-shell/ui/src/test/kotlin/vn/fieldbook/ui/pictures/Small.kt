package vn.fieldbook.ui.pictures

import java.awt.image.BufferedImage
import java.awt.image.IndexColorModel
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import javax.imageio.ImageIO
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Image

/** Colours that a PNG with a palette can have. */
private const val PALETTE = 256

/** Steps between the colours of a kept picture: fewer than an eye sees, and few enough for a palette. */
private const val STEP = 16

/** The picture as a PNG with a palette, in a third of the room; as it is where it has too many colours, as a photo has. */
fun small(picture: Image): ByteArray {
    val whole = checkNotNull(picture.encodeToData(EncodedImageFormat.PNG)).bytes
    val read = ImageIO.read(ByteArrayInputStream(whole))
    val pixels = read.getRGB(0, 0, read.width, read.height, null, 0, read.width)
    for (at in pixels.indices) pixels[at] = rounded(pixels[at])
    val colours = pixels.distinct()
    if (colours.size > PALETTE) return whole
    val model = IndexColorModel(8, colours.size, colours.toIntArray(), 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE)
    val index = colours.withIndex().associate { (place, colour) -> colour to place }
    val indexed = BufferedImage(read.width, read.height, BufferedImage.TYPE_BYTE_INDEXED, model)
    val places = IntArray(pixels.size) { index.getValue(pixels[it]) }
    indexed.raster.setPixels(0, 0, read.width, read.height, places)
    return ByteArrayOutputStream().also { ImageIO.write(indexed, "png", it) }.toByteArray()
}

private fun rounded(colour: Int): Int {
    fun level(shift: Int) = ((((colour shr shift) and 0xFF) + STEP / 2) / STEP * STEP).coerceAtMost(0xFF)
    return (0xFF shl 24) or (level(16) shl 16) or (level(8) shl 8) or level(0)
}
