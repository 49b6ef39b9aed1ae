package vn.fieldbook

import com.google.zxing.BarcodeFormat
import com.google.zxing.EncodeHintType
import com.google.zxing.qrcode.QRCodeWriter
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardOpenOption.CREATE
import java.nio.file.StandardOpenOption.READ
import java.nio.file.StandardOpenOption.WRITE
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ScanTest : BookTest() {
    @Test
    fun `a stamp is read from a frame, whatever its stride and place in the buffer`() = inTime {
        val book = book()
        val frame = Frame.of(link("HX00000042"))
        val code = book.seen(frame).single()
        assertEquals(link("HX00000042"), code.text)
        assertEquals(4, code.corners.size)
        assertTrue(code.corners.all { it.x in 0f..frame.width.toFloat() && it.y in 0f..frame.height.toFloat() })
        assertEquals("HX00000042", book.stamps.read(code.text).serial)

        val padded = frame.padded(stride = frame.width + 37, before = 64)
        val stills = book.scanner.readStill(padded.pixels, padded.u(padded.width), padded.u(padded.height), padded.u(padded.stride))
        assertEquals(listOf(link("HX00000042")), stills.map { it.text })
        val short = runCatching { book.scanner.pushLuma(frame.pixels.slice(0, 100), 640u, 480u, 640u) }.exceptionOrNull()
        assertEquals("frame", assertInstanceOf(FieldbookException.InvalidInput::class.java, short).reasons.single().field)
    }

    /** Half a gigabyte of frame, nearly all of it the padding of rows: a copy would be seen in the process's size. */
    @Test
    fun `a frame is not copied`() = inTime {
        val book = book()
        val stride = 700_000
        val height = 720
        val file = folder.resolve("frame")
        FileChannel.open(file, CREATE, READ, WRITE).use { channel ->
            val pixels = channel.map(FileChannel.MapMode.READ_WRITE, 0, stride.toLong() * height)
            book.scanner.pushLuma(pixels, 1280u, 720u, stride.toUInt())
            val before = peakKb()
            repeat(5) { assertEquals(emptyList<Code>(), book.scanner.pushLuma(pixels, 1280u, 720u, stride.toUInt())) }
            val grown = peakKb() - before
            assertTrue(grown < 100_000, "grew by $grown KB over frames of ${pixels.capacity() / 1024} KB")
        }
    }

    @Test
    fun `a sweep over two frames is proposed, mended and bound to a lot`() = inTime {
        val book = book()
        val sweep = book.stamps.sweep()
        for (serials in listOf(listOf("00001", "00002", "00003"), listOf("00002", "00003", "00005"))) {
            val row = Frame.row(serials.map(::link))
            var pushes = 0
            while (!sweep.labels().containsAll(serials)) {
                check(pushes++ < 200) { "the sweep does not read $serials" }
                sweep.pushLuma(book.scanner, row.pixels, row.u(row.width), row.u(row.height), row.u(row.stride))
            }
        }
        assertEquals("00004", sweep.report().ranges.single().gaps.single().missing.single().serial)
        sweep.close()

        val again = book.stamps.sweepAgain(book.stamps.sweeps().single().id)
        assertEquals("00004", again.typeIn("00004"))
        val lot = book.documents.openLot(NewLot()).doc.id
        val claim = again.activate(lot, again.report().ranges.flatMap { it.stamps }).single()
        assertEquals(ClaimState.PENDING, claim.state)
        assertEquals(emptyList<SweepView>(), book.stamps.sweeps())
        again.close()
    }

    private suspend fun Sweep.labels() = report().spots.filter { it.mark == SpotMark.READ }.mapNotNull { it.label }

    private suspend fun Fieldbook.seen(frame: Frame): List<Code> {
        repeat(200) {
            val codes = scanner.pushLuma(frame.pixels, frame.u(frame.width), frame.u(frame.height), frame.u(frame.stride))
            if (codes.isNotEmpty()) return codes
        }
        error("no frame was read")
    }

    private fun peakKb(): Long =
        Files.readAllLines(Path.of("/proc/self/status")).first { it.startsWith("RssAnon:") }.filter(Char::isDigit).toLong()

    private fun link(serial: String) = "https://id.gs1.org/01/${Hub.GTIN}/21/$serial"
}

/** A camera's luma plane, in a direct buffer as a camera hands it over. */
internal class Frame(val pixels: ByteBuffer, val width: Int, val height: Int, val stride: Int) {
    fun u(number: Int): UInt = number.toUInt()

    /** The same picture with longer rows, further back in its buffer. */
    fun padded(stride: Int, before: Int): Frame {
        val whole = ByteBuffer.allocateDirect(before + stride * height)
        for (y in 0 until height) for (x in 0 until width) whole.put(before + y * stride + x, pixels.get(y * this.stride + x))
        return Frame(whole.position(before), width, height, stride)
    }

    companion object {
        fun of(text: String): Frame = row(listOf(text), scale = 8)

        /** Codes side by side. */
        fun row(texts: List<String>, scale: Int = 5): Frame {
            val hints = mapOf(EncodeHintType.MARGIN to 4, EncodeHintType.ERROR_CORRECTION to "M", EncodeHintType.QR_VERSION to 4)
            val codes = texts.map { QRCodeWriter().encode(it, BarcodeFormat.QR_CODE, 0, 0, hints) }
            val side = codes.first().width
            val width = side * scale * codes.size
            val pixels = ByteBuffer.allocateDirect(width * side * scale)
            for (y in 0 until side * scale) for (x in 0 until width) {
                val column = x / scale
                val dark = codes[column / side][column % side, y / scale]
                pixels.put(y * width + x, if (dark) 0 else -1)
            }
            return Frame(pixels, width, side * scale, width)
        }
    }
}
