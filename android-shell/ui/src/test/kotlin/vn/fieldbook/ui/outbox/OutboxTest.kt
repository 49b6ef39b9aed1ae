package vn.fieldbook.ui.outbox

import java.awt.Color
import java.awt.image.BufferedImage
import java.io.ByteArrayOutputStream
import java.util.Random
import javax.imageio.ImageIO
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import vn.fieldbook.BlobStanding
import vn.fieldbook.ChangeState
import vn.fieldbook.LinkKind
import vn.fieldbook.NewLot
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.home.harvested
import vn.fieldbook.ui.onPhone
import kotlinx.coroutines.runBlocking

class OutboxTest {
    @Test
    fun `what waits is named, and is gone when the hub has it`() = enrolled("Lò Văn Inh", "farmer") {
        inBook { harvested(it) }
        sees("Trên máy này 2")
        val before = taps
        taps("Trên máy này")
        sees("Thu hoạch · Vụ mùa 2026")
        sees("Còn trên máy")
        taps("Gửi ngay")
        sees("Đã gửi và nhận xong")
        sees("Không có gì chờ gửi")
        assertEquals(2, taps - before, "taps from the first screen to a sync")
        assertEquals(0uL, inBook { it.sync.status() }.outbox)
        taps("Quay lại")
        sees("Nơi nhận đã có hết")
        seesNot("Trên máy này")
    }

    @Test
    fun `an entry that waits opens its history`() = enrolled("Lò Văn Inh", "farmer") {
        inBook { harvested(it) }
        taps("Trên máy này")
        taps("Thu hoạch · Vụ mùa 2026")
        seesNot("Hộp chờ gửi")
    }

    @Test
    fun `what the hub holds says why, and what to do`() = enrolled("Lò Thị Mai", "manager", Hub.newOrg("HTX Mường Và")) {
        inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u)) }
        inBook { it.documents.openLot(NewLot("Lô gạo")) }
        inBook { it.people.me() }.let { Hub.givesRole(it.person, "farmer", it.org) }
        inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u)) }
        sees("Cần bà con xem 1")
        val item = inBook { it.sync.outbox() }.single()
        assertEquals(ChangeState.HELD, item.state)
        taps("1 bản ghi chưa được nhận")
        sees("Tạm giữ để xem")
        sees(item.said.vi)
        sees(item.why!!.vi)
        sees(item.remedy!!.vi)
        taps("Quay lại")
        seesNot("Nơi nhận đã có hết")
    }

    @Test
    fun `without signal a sync says so, keeps everything, and offers the file`() = onPhone {
        sees("Quét mã QR")
        runBlocking { opening.enrol(Hub.invites("Lò Văn Inh", "farmer", url = "http://127.0.0.1:9")) }
        sees("Hôm nay")
        inBook { harvested(it) }
        taps("Trên máy này")
        taps("Gửi ngay")
        sees("Không có sóng. Vẫn ghi được.")
        assertEquals(2, inBook { it.sync.outbox() }.size)
        phone.carrier.value = null
        sees("Không có sóng. Vẫn ghi được.")
        until("no sync is offered without a network") { !shown("Gửi ngay") }
        taps("Chuyển tay bằng tệp")
        sees("Gói chuyển tay")
        // The hub has certified nothing yet, so that nobody could check the file.
        taps("Đưa cho máy khác")
        sees("Máy này chưa gửi lần nào")
        assertTrue(phone.shared.isEmpty())
    }

    @Test
    fun `a sync that finds no hub can be stopped, and what is kept stays`() = onPhone {
        sees("Quét mã QR")
        runBlocking { opening.enrol(Hub.invites("Lò Văn Inh", "farmer", url = "http://10.255.255.1:9")) }
        sees("Hôm nay")
        inBook { harvested(it) }
        taps("Trên máy này")
        taps("Gửi ngay")
        taps("Dừng")
        until("the sync has ended") { !inBook { it.sync.status() }.running }
        sees("Thu hoạch · Vụ mùa 2026")
        assertEquals(2, inBook { it.sync.outbox() }.size)
    }

    @Test
    fun `photos wait for Wi-Fi until somebody says otherwise`() = enrolled("Lò Văn Inh", "farmer") {
        phone.carrier.value = LinkKind.METERED
        val photo = inBook { it.blobs.keep(photo()) }
        inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u, link = LinkKind.METERED)) }
        assertEquals(BlobStanding.WaitingForWifi, inBook { it.blobs.list() }.single().standing)
        taps("Trên máy này 1")
        sees("Ảnh chờ Wi-Fi")
        sees("1 ảnh chờ gửi")
        taps("Gửi ảnh ngay bằng 4G")
        sees("Không có gì chờ gửi")
        val sent = inBook { it.blobs.list() }.single()
        assertEquals(photo, sent.hash)
        assertTrue(sent.standing is BlobStanding.AtHub)
    }

    @Test
    fun `a bundle goes to another phone, and its receipts come back`() = enrolled("Lò Văn Inh", "farmer") {
        inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u)) }
        inBook { harvested(it) }
        taps("Trên máy này")
        taps("Chuyển tay bằng tệp")
        val before = taps
        taps("Đưa cho máy khác")
        sees("Đã đưa gói có 2 bản ghi")
        assertEquals(1, taps - before)
        val mine = this
        val bundle = phone.shared.single()
        assertEquals(2uL, inBook { it.sync.outboxCounts() }.handedOver)

        enrolled("Lò Thị Mai", "manager") {
            inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u)) }
            taps("Hộp chờ gửi")
            taps("Chuyển tay bằng tệp")
            taps("Trả biên nhận")
            sees("Chưa có biên nhận nào để mang về")
            phone.picked = bundle.bytes
            taps("Nhận gói")
            sees("Đã nhận 2 bản ghi")
            taps("Nhận gói")
            sees("Gói này không có gì mới")
            assertEquals(2, phone.syncsAsked.get())
            inBook { it.sync.runToEnd(SyncOptions(failuresMax = 2u)) }
            taps("Trả biên nhận")
            sees("Đã trả 1 biên nhận")
            mine.phone.picked = phone.shared.single().bytes
        }

        taps("Nhận gói")
        sees("Đã nhận 1 biên nhận")
        assertEquals(0uL, inBook { it.sync.outboxCounts() }.open)
    }

    @Test
    fun `a file that is no bundle is refused, and nothing of it is kept`() = enrolled("Lò Văn Inh", "farmer") {
        taps("Hộp chờ gửi")
        taps("Chuyển tay bằng tệp")
        phone.picked = "Đây là một bức thư.".encodeToByteArray()
        taps("Nhận gói")
        sees("Tệp này không phải gói chuyển tay")
        assertEquals(0, phone.syncsAsked.get())
    }
}

/** A photo as large as a phone's: noise cannot be made small. */
fun photo(): ByteArray {
    val picture = BufferedImage(900, 900, BufferedImage.TYPE_INT_RGB)
    val random = Random(7)
    for (y in 0 until 900) for (x in 0 until 900) picture.setRGB(x, y, Color(random.nextInt(0xFFFFFF)).rgb)
    return ByteArrayOutputStream().also { ImageIO.write(picture, "jpg", it) }.toByteArray()
}
