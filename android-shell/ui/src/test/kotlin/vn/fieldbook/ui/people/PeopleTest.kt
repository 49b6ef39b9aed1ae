package vn.fieldbook.ui.people

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.onNodeWithText
import java.awt.Color
import java.io.File
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import vn.fieldbook.FactQuery
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Phone
import vn.fieldbook.ui.Way
import vn.fieldbook.ui.draft.joins
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.home.harvested
import vn.fieldbook.ui.process

@OptIn(ExperimentalTestApi::class)
class PeopleTest {
    @Test
    fun `a second person joins by their invitation and records with two taps`() = enrolled("Lò Thị Mai", "manager") {
        taps("Ai đang ghi?")
        sees("Lò Thị Mai đang ghi")
        sees("Chưa có ai khác trên máy này.")
        adds(Hub.invites("Lò Văn Inh", "farmer"))
        sees("Lò Văn Inh")
        sees("Nông dân")
        sees("Chờ nơi nhận trả lời")
        taps("Quay lại")
        val before = taps
        taps("Ai đang ghi?")
        taps("Lò Văn Inh")
        sees("Hôm nay")
        assertEquals(2, taps - before)
        inBook { harvested(it) }
        assertEquals("Lò Văn Inh", inBook { it.people.me() }.name)
        val entry = inBook { it.journal.query(FactQuery()) }.single()
        assertEquals(inBook { it.people.me() }.person, entry.fact.recorder)
        taps("Ai đang ghi?")
        sees("Lò Văn Inh đang ghi")
    }

    @Test
    fun `a PIN keeps others from recording in a name, and too many tries must wait`() = enrolled("Lò Thị Mai", "manager") {
        taps("Ai đang ghi?")
        adds(Hub.invites("Lò Văn Inh", "farmer"))
        taps("Đặt mã PIN")
        pin("1234")
        sees("Nhập lại mã PIN")
        pin("1235")
        sees("Hai lần nhập không giống nhau")
        assertFalse(hasPin())
        pin("1234")
        pin("1234")
        sees("Đổi mã PIN")
        assertTrue(hasPin())
        taps("Lò Văn Inh")
        sees("Hôm nay")

        taps("Ai đang ghi?")
        val before = taps
        taps("Lò Thị Mai")
        sees("Mã PIN của Lò Thị Mai")
        pin("9999")
        sees("Sai mã PIN. Thử lại")
        assertEquals("Lò Văn Inh", inBook { it.people.me() }.name)
        pin("1234")
        sees("Hôm nay")
        assertEquals(11, taps - before, "one to choose, four digits and on, twice")
        assertEquals("Lò Thị Mai", inBook { it.people.me() }.name)

        taps("Ai đang ghi?")
        taps("Lò Văn Inh")
        taps("Ai đang ghi?")
        taps("Lò Thị Mai")
        repeat(5) { pin("000$it") }
        sees("Sai mã PIN nhiều lần. Đợi một phút")
        pin("1234")
        sees("Sai mã PIN nhiều lần. Đợi một phút")
        assertEquals("Lò Văn Inh", inBook { it.people.me() }.name)
    }

    @Test
    fun `a PIN is taken away by who knows it`() = enrolled("Lò Thị Mai", "manager") {
        inBook { it.people.setPin(null, "2468") }
        taps("Ai đang ghi?")
        taps("Đổi mã PIN")
        pin("1111")
        taps("Bỏ mã PIN")
        sees("Sai mã PIN")
        assertTrue(hasPin())
        pin("2468")
        taps("Bỏ mã PIN")
        sees("Đặt mã PIN")
        assertFalse(hasPin())
    }

    @Test
    fun `people are told by their faces, which stay on this phone`() = enrolled("Lò Thị Mai", "manager") {
        phone.camera.picture = face(Color(150, 100, 70))
        inBook { it.people.setPin(null, "1234") }
        taps("Ai đang ghi?")
        adds(Hub.invites("Lò Văn Inh", "farmer"))
        sees("không gửi cho ai")
        val waiting = inBook { it.sync.status().outbox }
        taps("Chụp ảnh của tôi")
        seesFace("Lò Thị Mai")
        sees("Chụp lại ảnh của tôi")
        assertEquals(waiting, inBook { it.sync.status().outbox }, "nothing of it is sent")
        taps("Lò Văn Inh")
        sees("Hôm nay")
        taps("Ai đang ghi?")
        sees("Lò Văn Inh đang ghi")
        seesFace("Lò Thị Mai")
        assertEquals(listOf(true, false), inBook { it.people.profiles() }.map { it.hasPortrait })
        taps("Lò Thị Mai")
        sees("Mã PIN của Lò Thị Mai")
        seesFace("Lò Thị Mai")
    }

    @Test
    fun `a face is taken away by who it is of, after one more question`() = enrolled("Lò Thị Mai", "manager") {
        val first = face(Color(150, 100, 70))
        phone.camera.picture = first
        inBook { it.people.setPortrait(first) }
        val mai = inBook { it.people.me().person }
        val before = inBook { it.people.portrait(mai) }
        phone.camera.picture = face(Color(20, 160, 60))
        taps("Ai đang ghi?")
        taps("Chụp lại ảnh của tôi")
        until("another picture is kept") { !inBook { it.people.portrait(mai) }.contentEquals(before) }
        taps("Bỏ ảnh của tôi")
        taps("Giữ lại")
        assertTrue(hasFace())
        taps("Bỏ ảnh của tôi")
        taps("Bỏ")
        sees("Chụp ảnh của tôi")
        assertFalse(hasFace())
        assertFalse(facesOf("Lò Thị Mai"))
    }

    @Test
    fun `a face that is no picture, and a camera that is refused, are told beside the button`() =
        enrolled("Lò Thị Mai", "manager") {
            taps("Ai đang ghi?")
            taps("Chụp ảnh của tôi")
            seesBelow("Máy đang chặn")
            phone.camera.picture = "no picture".toByteArray()
            taps("Chụp ảnh của tôi")
            seesBelow("không đọc được ảnh này")
            assertFalse(hasFace())
        }

    @Test
    fun `a face that the app was ended for behind the camera is there afterwards`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        phone.camera.picture = face(Color(150, 100, 70))
        phone.camera.outlives = true
        val way = Way()
        process(phone, way) {
            sees("Quét mã QR")
            runBlocking { opening.enrol(Hub.invites("Lò Thị Mai", "manager")) }
            taps("Ai đang ghi?")
            taps("Chụp ảnh của tôi")
            until("the camera is open") { phone.camera.opened == 1 }
        }
        process(phone, way) {
            seesFace("Lò Thị Mai")
            assertTrue(hasFace())
        }
    }

    @Test
    fun `a face of somebody who no longer records is not left lying when the app is opened next`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        phone.camera.picture = face(Color(150, 100, 70))
        phone.camera.outlives = true
        process(phone) {
            joins("manager")
            taps("Ai đang ghi?")
            taps("Chụp ảnh của tôi")
            until("the camera is open") { phone.camera.opened == 1 && phone.camera.taken.size == 1 }
            // A photo of an entry is not of anybody's face.
            phone.camera.taken["entry"] = phone.camera.picture!!
        }
        process(phone) {
            sees("Hôm nay")
            assertEquals(2, phone.camera.taken.size, "who records comes back for it")
            inBook { it.people.add(Hub.invites("Lò Thị Mai", "farmer")) }
            inBook { book -> book.people.switchTo(book.people.profiles().single { it.name == "Lò Thị Mai" }.person) }
        }
        process(phone) {
            sees("Hôm nay")
            until("it is gone") { phone.camera.taken.keys == setOf("entry") }
        }
    }

    @Test
    fun `too short a PIN leads nowhere, and how many digits it has is said all the while`() = enrolled("Lò Thị Mai", "manager") {
        taps("Ai đang ghi?")
        taps("Đặt mã PIN")
        sees("4 đến 8 số")
        for (digit in "123") taps("$digit")
        sees("4 đến 8 số")
        test.onNodeWithText("Tiếp").assertIsNotEnabled()
        taps("4")
        taps("Tiếp")
        sees("Nhập lại mã PIN")
        assertFalse(hasPin())
    }

    @Test
    fun `who works for two organisations says for which`() = enrolled("Cà Thị Hoa", "farmer") {
        inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u)) }
        val me = inBook { it.people.me() }
        inBook { it.people.add(Hub.invitesElsewhere(me.person, "officer")) }
        inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u)) }
        taps("Ai đang ghi?")
        sees("HTX Mường Và")
        taps("HTX Chiềng Sơn")
        until("the work is for the other") { inBook { it.people.me() }.orgName == "HTX Chiềng Sơn" }
        sees("Cán bộ khuyến nông")
        sees("Máy này được ghi đến")
    }

    @Test
    fun `what is no invitation adds nobody`() = enrolled("Lò Thị Mai", "manager") {
        taps("Ai đang ghi?")
        taps("Thêm người")
        taps("Dán mã mời")
        types("Mã mời", "xin chào")
        taps("Tiếp")
        sees("không phải là lời mời")
        assertEquals(1, inBook { it.people.profiles() }.size)
    }

    private fun Person.hasPin() = inBook { it.people.profiles() }.single { it.name == "Lò Thị Mai" }.hasPin

    private fun Person.hasFace() = inBook { it.people.profiles() }.single { it.name == "Lò Thị Mai" }.hasPortrait

    private fun Person.pin(digits: String) {
        for (digit in digits) taps("$digit")
        taps("Tiếp")
    }

    private fun Person.adds(invitation: String) {
        taps("Thêm người")
        taps("Dán mã mời")
        types("Mã mời", invitation)
        taps("Tiếp")
        taps("Đúng, là tôi")
        sees("Ai đang ghi?")
    }
}
