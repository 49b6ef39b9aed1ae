package vn.fieldbook.ui.sweep

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import vn.fieldbook.ClaimState
import vn.fieldbook.ui.activate.leased
import vn.fieldbook.ui.activate.packedLot
import vn.fieldbook.ui.scan.Sheet
import vn.fieldbook.ui.scan.link
import vn.fieldbook.ui.scan.serial

class SweepTest {
    @Test
    fun `a sheet is filmed, mended and bound to a lot`(@TempDir folder: File) = leased {
        val lot = inBook { packedLot(it, "Lô nếp tháng mười") }
        // Two rows of five: the third stamp was taken off, and one of another issuer is stuck over the eighth.
        val texts = (1..10).map { if (it == 3) null else link(it) }.toMutableList()
        texts[7] = "https://id.gs1.org/01/09506000134352/21/A77"
        phone.film = Sheet(texts, columns = 5).film(folder, frames = 3, inView = 3)
        val before = taps
        taps("Quét tem")
        taps("Quét cả tờ, cả cuộn")
        sees("8 tem")
        sees("Lạ 1 tem")
        assertTrue(phone.ticks.size > 0)
        taps("Xem 8 tem")
        sees("${serial(1)}…${serial(10)}")
        sees("Tem thiếu")
        sees("Của sản phẩm hoặc nơi phát hành khác")
        // The third is in hand.
        taps(serial(3))
        sees("9 tem")
        taps("Dán lên lô nào?")
        taps("Lô nếp tháng mười")
        sees("Đã đóng 100 gói")
        taps("Kích hoạt 9 tem")
        sees("Đã lưu trên máy")
        println("taps for a sheet of 10 with one typed: ${taps - before}")
        assertTrue(taps - before <= 8)
        val claim = inBook { it.stamps.claims(lot) }.single()
        assertEquals(ClaimState.PENDING, claim.state)
        assertEquals(9, claim.spans.sumOf { it.range.count().toInt() })
        assertEquals(1, phone.syncsAsked.get())
        assertEquals(emptyList<Any>(), inBook { it.stamps.sweeps() })
    }

    @Test
    fun `a sheet left half way is offered again, and thrown away only after a question`(@TempDir folder: File) = leased {
        phone.film = Sheet((21..24).map(::link), columns = 2).film(folder)
        taps("Quét tem")
        taps("Quét cả tờ, cả cuộn")
        sees("4 tem")
        taps("Quay lại")
        taps("Quét cả tờ, cả cuộn")
        sees("Còn một tờ quét dở")
        taps("Quét tiếp")
        sees("Xem 4 tem")
        taps("Quay lại")
        taps("Quét cả tờ, cả cuộn")
        taps("Bỏ tờ này")
        sees("Bỏ 4 tem vừa quét?")
        taps("Giữ lại")
        assertEquals(1, inBook { it.stamps.sweeps() }.size)
        taps("Bỏ tờ này")
        taps("Bỏ")
        sees("4 tem")
        assertEquals(1, inBook { it.stamps.sweeps() }.size, "the new one alone")
    }

    @Test
    fun `stamps are left out and taken in again by their numbers, and a wrong number is refused with a reason`(@TempDir folder: File) = leased {
        phone.film = Sheet((31..36).map(::link), columns = 3).film(folder)
        taps("Quét tem")
        taps("Quét cả tờ, cả cuộn")
        taps("Xem 6 tem")
        taps("Gõ số trên tem")
        types("Số trên tem", serial(33))
        taps("Bỏ tem này")
        sees("5 tem")
        sees("Đã bỏ ra")
        taps(serial(33))
        sees("6 tem")
        types("Số trên tem", "HX99999999")
        taps("Lấy tem này")
        sees("không nằm trong các tem đã quét")
    }

    @Test
    fun `nothing filmed leaves nothing behind`(@TempDir folder: File) = leased {
        phone.film = folder.also { Sheet(listOf(null), 1).film(it) }
        taps("Quét tem")
        taps("Quét cả tờ, cả cuộn")
        sees("Đưa máy chậm qua tờ tem")
        taps("Quay lại")
        sees("Đưa tem vào giữa")
        until("it is let go") { inBook { it.stamps.sweeps() }.isEmpty() }
    }

    @Test
    fun `without a camera the sheet cannot be filmed, and says so`() = leased {
        inBook { packedLot(it, "Lô nếp") }
        taps("Quét tem")
        taps("Kích hoạt tem")
        taps("Lô nếp")
        taps("Quét cả tờ, cả cuộn")
        sees("Máy đang chặn")
    }
}
