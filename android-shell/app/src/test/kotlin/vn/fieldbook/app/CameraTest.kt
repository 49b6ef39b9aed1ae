package vn.fieldbook.app

import android.graphics.Rect
import androidx.camera.core.ImageInfo
import androidx.camera.core.ImageProxy
import java.nio.ByteBuffer
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import vn.fieldbook.ui.device.LumaFrame

class CameraTest {
    private class Image(val bytes: ByteBuffer, val crop: Rect = Rect(0, 0, 1920, 1080)) : ImageProxy, ImageProxy.PlaneProxy, ImageInfo {
        var closed = 0

        override fun close() = Unit.also { closed += 1 }

        override fun getWidth() = 1920

        override fun getHeight() = 1080

        override fun getCropRect() = crop

        override fun getImageInfo() = this

        override fun getPlanes(): Array<ImageProxy.PlaneProxy> = arrayOf(this)

        override fun getRowStride() = 2048

        override fun getPixelStride() = 1

        override fun getBuffer() = bytes

        override fun getRotationDegrees() = 90
    }

    @Test
    fun `the grey plane is handed on as it is, and given back`() {
        val image = Image(ByteBuffer.allocateDirect(2048 * 1080))
        var frame: LumaFrame? = null
        handOn(image) {
            assertEquals("still the camera's", 0, image.closed)
            frame = it
        }
        image.bytes.put(2048 * 1079 + 1919, 7)
        assertEquals("not copied", 7, frame!!.pixels.get(2048 * 1079 + 1919).toInt())
        assertTrue("as the core reads it", frame!!.pixels.isDirect)
        assertEquals(listOf(1920, 1080, 2048, 90), frame!!.run { listOf(width, height, stride, turned) })
        assertEquals(1, image.closed)
    }

    @Test
    fun `only what the person sees of it is handed on`() {
        val image = Image(ByteBuffer.allocateDirect(2048 * 1080), Rect(510, 90, 1410, 990))
        image.bytes.put(2048 * 90 + 510, 11)
        image.bytes.put(2048 * 989 + 1409, 12)
        handOn(image) {
            assertEquals(listOf(900, 900, 2048), listOf(it.width, it.height, it.stride))
            assertEquals(listOf<Byte>(11, 12), listOf(it.pixels.get(0), it.pixels.get(2048 * 899 + 899)))
            assertEquals("others read it after us from its beginning", 0, image.bytes.position())
        }
    }

    @Test
    fun `a frame that fails is given back too, else the camera stops`() {
        val image = Image(ByteBuffer.allocateDirect(1))
        assertThrows(NoSuchElementException::class.java) { handOn(image) { throw NoSuchElementException() } }
        assertEquals(1, image.closed)
    }
}
