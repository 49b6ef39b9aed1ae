package vn.fieldbook.ui.pictures

import org.jetbrains.skia.Color
import org.jetbrains.skia.Image
import org.jetbrains.skia.Paint
import org.jetbrains.skia.Rect
import org.jetbrains.skia.Surface
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class DifferenceTest {
    @Test
    fun `what an eye sees is counted, what it does not see is not`() {
        assertEquals(0.0, difference(square(0x80), square(0x80)))
        assertEquals(0.0, difference(square(0x80), square(0x90)))
        assertEquals(0.25, difference(square(0x80), square(0xC0)))
        assertEquals(1.0, difference(square(0x80), square(0x80, side = 20)))
    }

    /** A grey quarter on white. */
    private fun square(grey: Int, side: Int = 10): Image {
        val surface = Surface.makeRasterN32Premul(side, side)
        surface.canvas.clear(Color.WHITE)
        surface.canvas.drawRect(Rect.makeWH(side / 2f, side / 2f), Paint().apply { color = Color.makeRGB(grey, grey, grey) })
        return surface.makeImageSnapshot()
    }
}
