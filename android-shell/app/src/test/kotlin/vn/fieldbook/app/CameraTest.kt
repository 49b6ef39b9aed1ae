package vn.fieldbook.app

import androidx.camera.core.ImageInfo
import androidx.camera.core.ImageProxy
import java.nio.ByteBuffer
import org.junit.Assert.assertEquals
import org.junit.Assert.assertSame
import org.junit.Assert.assertThrows
import org.junit.Test
import vn.fieldbook.ui.device.LumaFrame

class CameraTest {
    private class Image(val bytes: ByteBuffer) : ImageProxy, ImageProxy.PlaneProxy, ImageInfo {
        var closed = 0

        override fun close() = Unit.also { closed += 1 }

        override fun getWidth() = 1920

        override fun getHeight() = 1080

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
        assertSame(image.bytes, frame!!.pixels)
        assertEquals(listOf(1920, 1080, 2048, 90), frame!!.run { listOf(width, height, stride, turned) })
        assertEquals(1, image.closed)
    }

    @Test
    fun `a frame that fails is given back too, else the camera stops`() {
        val image = Image(ByteBuffer.allocateDirect(1))
        assertThrows(NoSuchElementException::class.java) { handOn(image) { throw NoSuchElementException() } }
        assertEquals(1, image.closed)
    }
}
