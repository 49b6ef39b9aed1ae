package vn.fieldbook.ui.scan

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import java.io.File
import java.nio.ByteBuffer
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import vn.fieldbook.Capture
import vn.fieldbook.Corner
import vn.fieldbook.SeenMark
import vn.fieldbook.ui.activate.leased
import vn.fieldbook.ui.activate.packedLot
import vn.fieldbook.ui.device.LumaFrame

class ScanTest {
    @Test
    fun `a stamp before the camera says what it is, in one tap`(@TempDir folder: File) = leased {
        phone.film = Sheet(listOf(link(401)), 1).film(folder)
        val before = taps
        taps("Quét tem")
        sees(serial(401))
        sees("Gạo nếp tan Mường Và")
        sees("Tem chưa kích hoạt")
        assertEquals(1, taps - before)
        assertEquals(1, phone.ticks.size, "one stamp is one beep, however many frames show it")
    }

    @Test
    fun `an activated stamp names its lot, and leads to the activation`(@TempDir folder: File) = leased {
        inBook { book ->
            val lot = packedLot(book, "Lô nếp tháng mười")
            book.stamps.activate(lot, listOf(book.stamps.range(serial(402), serial(410))), Capture.MANUAL)
        }
        phone.film = Sheet(listOf(link(405)), 1).film(folder)
        taps("Quét tem")
        sees("Tem của lô Lô nếp tháng mười")
        sees("Chờ xác nhận")
        taps("Tem của lô")
        sees("${serial(402)}…${serial(410)}")
    }

    @Test
    fun `a stranger, and a code that is no stamp, are told from our own`(@TempDir folder: File) = leased {
        phone.film = Sheet(listOf("https://id.gs1.org/01/09506000134352/21/A77"), 1).film(folder.resolve("foreign"))
        taps("Quét tem")
        sees("Không phải tem của mình")
        phone.film = Sheet(listOf("WIFI:T:WPA;S:HTX;P:muongva2026;;"), 1).film(folder.resolve("wifi"))
        sees("Mã này không phải tem")
        sees("Quét trước đó")
        taps("A77")
        sees("Không phải tem của mình")
    }

    @Test
    fun `a phone without a camera takes the number on a damaged stamp`() = leased {
        taps("Quét tem")
        sees("Máy đang chặn")
        types("Số trên tem", " ${serial(412)} ")
        taps("Xem tem này")
        sees("Tem chưa kích hoạt")
    }

    @Test
    fun `an outline lies over its code however the phone's camera is turned`() {
        val view = Size(400f, 400f)
        fun placed(turned: Int) = Sighting(1280, 720, turned, emptyList()).placed(Corner(320f, 180f), view)
        assertEquals(Offset(100f, 87.5f + 56.25f), placed(0))
        assertEquals(Offset(87.5f + 168.75f, 100f), placed(90))
        assertEquals(Offset(300f, 87.5f + 168.75f), placed(180))
        assertEquals(Offset(87.5f + 56.25f, 300f), placed(270))
    }

    @Test
    fun `a frame in the finder's shape fills it, turned or not`() {
        val view = Size(360f, 300f)
        // What a phone held upright sees of a frame of 1920×1080, and one held sideways.
        fun placed(width: Int, height: Int, turned: Int, x: Float, y: Float) = Sighting(width, height, turned, emptyList()).placed(Corner(x, y), view)
        assertEquals(Offset(360f, 0f), placed(900, 1080, 90, 0f, 0f))
        assertEquals(Offset(0f, 300f), placed(900, 1080, 90, 900f, 1080f))
        assertEquals(Offset(0f, 300f), placed(900, 1080, 270, 0f, 0f))
        assertEquals(Offset(360f, 300f), placed(1296, 1080, 180, 0f, 0f))
        assertEquals(Offset(360f, 300f), placed(1296, 1080, 0, 1296f, 1080f))
        assertEquals(FINDER_SHAPE, 1080f / 900f)
    }

    @Test
    fun `outlines stay while the hand is still, and go when it moves`() {
        fun code(text: String, x: Float) = Outline(text, listOf(0f to 0f, 80f to 0f, 80f to 80f, 0f to 80f).map { (dx, dy) -> Corner(x + dx, 100 + dy) }, SeenMark.KNOWN)
        val frame = LumaFrame(ByteBuffer.allocateDirect(0), 640, 360, 640, turned = 0)
        fun Sighting.texts() = outlines.map { it.text }.toSet()
        val first = Sighting.NOTHING.next(frame, listOf(code("a", 100f), code("b", 300f)))
        assertEquals(setOf("a", "b"), first.next(frame, listOf(code("a", 104f))).texts())
        assertEquals(setOf("a", "b"), first.next(frame, emptyList()).texts())
        assertEquals(setOf("a"), first.next(frame, listOf(code("a", 200f))).texts())
    }

    @Test
    fun `the light is switched from the screen`(@TempDir folder: File) = leased {
        phone.film = Sheet(listOf(link(401)), 1).film(folder)
        taps("Quét tem")
        taps("Bật đèn")
        taps("Tắt đèn")
        sees(serial(401))
    }
}
