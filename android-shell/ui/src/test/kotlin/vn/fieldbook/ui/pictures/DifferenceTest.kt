package vn.fieldbook.ui.pictures

import org.jetbrains.skia.Color
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Image
import org.jetbrains.skia.Paint
import org.jetbrains.skia.Rect
import org.jetbrains.skia.SamplingMode
import org.jetbrains.skia.Surface
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class DifferenceTest {
    @Test
    fun `what an eye sees is counted, what it does not see is not`() {
        assertEquals(0.0, difference(square(0x80), square(0x80)))
        assertEquals(0.0, difference(square(0x80), square(0x90)))
        assertEquals(0.25, difference(square(0x80), square(0xC0)))
        assertEquals(1.0, difference(square(0x80), square(0x80, side = 20)))
    }

    @Test
    fun `what is unsteady is not compared, and what lies beside it is`() {
        val unlike = square(0xC0, side = 100)
        assertTrue(alike(covered(square(0x80, side = 100), Unsteady(0, 0, 40, 40, "")), covered(unlike, Unsteady(0, 0, 40, 40, ""))))
        assertFalse(alike(covered(square(0x80, side = 100), Unsteady(0, 0, 30, 40, "")), covered(unlike, Unsteady(0, 0, 30, 40, ""))))
    }

    /** The page of backups before and after two words were added: for weeks nobody saw that the kept picture was the old one. */
    @Test
    fun `a word more is seen, of which the whole picture hardly has a pixel`() {
        val (before, after) = kept("before") to kept("after")
        assertTrue(difference(before, after) <= WHOLE_TOLERANCE)
        assertFalse(alike(before, after))
        assertFalse(alike(after, before))
        assertTrue(alike(after, after))
    }

    @Test
    fun `the edges of letters may be rounded otherwise`() {
        val picture = kept("after")
        val other = moved(picture, 1 / 16f)
        assertNotEquals(bytes(picture), bytes(other))
        assertTrue(alike(picture, other))
        assertEquals(0.0, worstBlock(picture, moved(picture, 1 / 8f)))
        assertFalse(alike(picture, moved(picture, 1f)))
    }

    /** To the right by so much of a pixel. */
    private fun moved(picture: Image, by: Float): Image {
        val (width, height) = picture.width.toFloat() to picture.height.toFloat()
        val surface = Surface.makeRasterN32Premul(picture.width, picture.height)
        surface.canvas.drawImage(picture, 0f, 0f)
        val place = Rect.makeXYWH(by, 0f, width, height)
        surface.canvas.drawImageRect(picture, Rect.makeWH(width, height), place, SamplingMode.LINEAR, null, true)
        return surface.makeImageSnapshot()
    }

    private fun bytes(image: Image) = checkNotNull(image.encodeToData(EncodedImageFormat.PNG)).bytes.toList()

    private fun kept(name: String): Image =
        Image.makeFromEncoded(checkNotNull(javaClass.getResourceAsStream("/pictures/two-words-$name.png")).use { it.readBytes() })

    /** A grey quarter on white. */
    private fun square(grey: Int, side: Int = 10): Image {
        val surface = Surface.makeRasterN32Premul(side, side)
        surface.canvas.clear(Color.WHITE)
        surface.canvas.drawRect(Rect.makeWH(side / 2f, side / 2f), Paint().apply { color = Color.makeRGB(grey, grey, grey) })
        return surface.makeImageSnapshot()
    }
}
