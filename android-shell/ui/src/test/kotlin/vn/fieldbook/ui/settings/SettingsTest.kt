package vn.fieldbook.ui.settings

import androidx.compose.ui.graphics.luminance
import androidx.compose.ui.graphics.toPixelMap
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.onRoot
import java.io.File
import java.io.RandomAccessFile
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import vn.fieldbook.BlobStanding
import vn.fieldbook.ClockState
import vn.fieldbook.ClockView
import vn.fieldbook.Lang
import vn.fieldbook.LinkKind
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Memory
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.activate.leased
import vn.fieldbook.ui.open.Opening
import vn.fieldbook.ui.scan.Sheet
import vn.fieldbook.ui.scan.link
import vn.fieldbook.ui.scan.serial
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.home.harvested
import vn.fieldbook.sayNumber

@OptIn(ExperimentalTestApi::class)
class SettingsTest {
    @Test
    fun `the language changes at once and stays`() = enrolled("Lò Thị Mai", "manager") {
        val before = taps
        taps("Cài đặt")
        taps("English")
        sees("Settings")
        assertEquals(2, taps - before)
        taps("Tiếng Việt")
        sees("Cài đặt")
        taps("Có")
        assertTrue(Memory(File(phone.folder, "screens.properties")).speaks)
    }

    @Test
    fun `the light is the person's choice, whatever the phone's is`() = enrolled("Lò Thị Mai", "manager") {
        taps("Cài đặt")
        val day = ground()
        taps("Tối")
        assertTrue(ground() < day / 2, "as light as by day")
        val memory = Memory(File(phone.folder, "screens.properties"))
        assertTrue(memory.isDark(phone = false))
        taps("Sáng")
        assertEquals(day, ground())
        taps("Như máy")
        assertTrue(opening.memory.isDark(phone = true))
        assertFalse(opening.memory.isDark(phone = false))
    }

    @Test
    fun `a new stamp is told as the person wants it`(@TempDir folder: File) = leased {
        taps("Cài đặt")
        taps("Kêu bíp")
        assertEquals(listOf(false, true), opening.memory.run { listOf(beeps, shakes) })
        taps("Rung")
        taps("Quay lại")
        phone.film = Sheet(listOf(link(401)), 1).film(folder)
        taps("Quét tem")
        sees(serial(401))
        assertEquals(0, phone.ticks.size, "neither is wanted")
    }

    @Test
    fun `large photos wait for Wi-Fi only where the person wants it so`() = enrolled("Cà Thị Hoa", "farmer") {
        fun standing(noise: Int) = inBook { book ->
            book.blobs.keep(ByteArray(200_000) { (it * noise).toByte() })
            book.blobs.list().first().standing
        }
        inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u, link = LinkKind.METERED)) }
        assertEquals(BlobStanding.WaitingForWifi, standing(31))
        taps("Cài đặt")
        taps("Mạng và dữ liệu")
        sees("Ảnh lớn chờ Wi-Fi.")
        val before = book
        taps("Không")
        until("the book is opened with it") { (opening.state as? Opening.State.Open)?.book.let { it != null && it !== before } }
        sees("Ảnh lớn chỉ gửi qua Wi-Fi")
        assertEquals(BlobStanding.Waiting, standing(37))
        taps("Có")
        sees("Ảnh lớn chờ Wi-Fi.")
    }

    @Test
    fun `every part of others is named with its terms`() {
        val all = parts().flatten()
        assertTrue(listOf("Be Vietnam Pro", "automerge", "androidx.compose.ui", "SQLCipher").all { name -> all.any { it.name == name } })
        assertEquals(emptyList<String>(), all.filter { it.licence.isBlank() }.map { it.name })
    }

    /** How light the screen's edge is. */
    private fun Person.ground(): Int {
        test.waitForIdle()
        return (test.onRoot().captureToImage().toPixelMap()[2, 300].luminance() * 255).toInt()
    }

    @Test
    fun `what the network costs is told by day and month, at the person's own price`() = enrolled("Lò Thị Mai", "manager") {
        inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u, link = LinkKind.METERED)) }
        taps("Cài đặt")
        taps("Mạng và dữ liệu")
        sees("Tháng này")
        sees("0,1 MB, khoảng")
        sees("Qua SIM 0,1 MB")
        val cheap = inBook { it.sync.usage(1u) }.single().vnd
        types("Giá 1 MB", "9000")
        taps("Lưu")
        until("the book reckons with it") { runCatching { inBook { it.sync.usage(1u) }.single().vnd }.getOrDefault(0uL) > cheap }
        sees("Tháng này")
        val dear = inBook { it.sync.usage(1u) }.single().vnd
        sees("khoảng ${sayNumber(dear.toLong().toBigDecimal(), Lang.VI)} đồng")
        taps("Giá 1 MB")
        types("Giá 1 MB", "x")
        sees("Chỉ nhập số, không lẻ.")
    }

    @Test
    fun `the clock is compared, the book checked`() = enrolled("Lò Thị Mai", "manager") {
        taps("Cài đặt")
        sees("Chưa so giờ")
        inBook { harvested(it) }
        inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u)) }
        sees("Giờ máy đúng")
        taps("Kiểm tra sổ")
        // Others of the cooperative have written too.
        sees("Sổ lành lặn, có ${inBook { it.check() }.facts} bản ghi.")
    }

    @Test
    fun `a clock that is off by minutes is told, one by seconds is not`() {
        fun clock(offsetMs: Long?) = ClockView(ClockState.CHECKED, offsetMs, uncertaintyMs = 200)
        assertEquals(10L, clock(-600_000).minutesOff)
        assertEquals(4L, clock(211_000).minutesOff)
        assertNull(clock(90_000).minutesOff)
        assertTrue(clock(90_000).isRight)
        assertNull(clock(null).minutesOff)
        assertFalse(ClockView(ClockState.TURNED, 0, 0).isRight)
    }

    @Test
    fun `whose books come to this phone is the person's choice, but for their own`() = enrolled("Cà Thị Hoa", "farmer") {
        taps("Cài đặt")
        taps("Hợp tác xã, cơ sở")
        sees("HTX Mường Và")
        inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u)) }
        sees("Đang nhận sổ")
        seesNot("Thôi nhận sổ")
        inBook { it.people.add(Hub.invitesElsewhere(it.people.me().person, "officer")) }
        inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u)) }
        taps("Thôi nhận sổ")
        sees("Không nhận sổ")
        assertEquals(1, inBook { it.sync.followed() }.count { it.followed })
        taps("Nhận lại")
        until("both are followed again") { inBook { it.sync.followed() }.count { it.followed } == 2 }
    }

    @Test
    fun `a damaged book is rescued, and the person reads it once`() = enrolled("Lò Thị Mai", "manager") {
        inBook { harvested(it) }
        inBook { it.shutdown() }
        damage(File(phone.folder, "book.sqlite"))
        runBlocking { opening.reopen() }
        sees("Hôm nay")
        taps("Sổ bị hỏng, đã cứu được")
        sees("Sổ bị hỏng đã được cứu")
        taps("Tôi đã đọc")
        until("it is forgotten") { inBook { it.rescue() } == null }
        until("it is no longer shown") { !shown("Tôi đã đọc") }
        assertNull(inBook { it.rescue() })
    }

    /** Noise in half of the file, as of a card that fails. */
    private fun damage(file: File) {
        RandomAccessFile(file, "rw").use { book ->
            val half = (book.length() / 2).toInt()
            book.seek(half / 2L)
            book.write(ByteArray(half) { (it * 31).toByte() })
        }
    }
}
