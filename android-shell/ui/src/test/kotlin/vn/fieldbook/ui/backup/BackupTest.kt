package vn.fieldbook.ui.backup

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import vn.fieldbook.DocKind
import vn.fieldbook.NewSeason
import vn.fieldbook.PersonId
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.home.harvested
import vn.fieldbook.ui.onPhone
import vn.fieldbook.ui.open.setAside

class BackupTest {
    @Test
    fun `a backup is kept where the person says, and takes the book back to that day`() = enrolled("Lò Văn Inh", "farmer") {
        inBook { harvested(it) }
        opens()
        sees("Chưa có bản sao nào")
        taps("Làm bản sao")
        sees("Đã làm bản sao")
        sees("Bản sao gần nhất")
        phone.picked = phone.shared.single().bytes
        inBook { it.documents.openSeason(NewSeason("Vụ chiêm 2027")) }

        taps("Lấy lại từ bản sao")
        sees("Những gì ghi sau bản sao và chưa gửi sẽ mất.")
        taps("Thôi")
        sees("Làm bản sao")
        assertEquals(2, seasons())
        taps("Lấy lại từ bản sao")
        taps("Thay sổ trên máy này")
        sees("Hôm nay")
        sees("Như lần trước")
        assertEquals(1, seasons())
        assertEquals(emptyList<String>(), inBook { it.check() }.problems)
        inBook { harvested(it) }
        assertEquals(2, seasons())
    }

    @Test
    fun `a person who does not keep the file is told that there is no backup`() = enrolled("Lò Văn Inh", "farmer") {
        phone.keeps = false
        opens()
        taps("Làm bản sao")
        sees("Chưa cất bản sao")
        sees("Chưa có bản sao nào")
    }

    @Test
    fun `a file that is no backup changes nothing`() = enrolled("Lò Văn Inh", "farmer") {
        inBook { harvested(it) }
        opens()
        phone.picked = ByteArray(20_000) { it.toByte() }
        taps("Lấy lại từ bản sao")
        taps("Thay sổ trên máy này")
        taps("Mở lại sổ đang có")
        sees("Như lần trước")
        assertEquals(1, seasons())
        assertEquals(emptyList<String>(), inBook { it.check() }.problems)
    }

    @Test
    fun `an app killed while the book is replaced finds the old one`() = enrolled("Lò Văn Inh", "farmer") {
        inBook { harvested(it) }
        inBook { it.shutdown() }
        setAside(phone.folder)
        runBlocking { opening.reopen() }
        sees("Hôm nay")
        assertEquals(1, seasons())
    }

    @Test
    fun `who lost the phone has the book again with the backup and a new invitation`() {
        var copy: ByteArray? = null
        var inh: PersonId? = null
        enrolled("Lò Văn Inh", "farmer") {
            inBook { harvested(it) }
            inh = inBook { it.people.me() }.person
            opens()
            taps("Làm bản sao")
            sees("Đã làm bản sao")
            copy = phone.shared.single().bytes
        }
        onPhone {
            sees("Quét mã QR")
            phone.picked = copy
            taps("Lấy lại từ bản sao")
            sees("Giờ quét mã mời mới.")
            taps("Dán mã mời")
            types("Mã mời", Hub.invitesAgain(checkNotNull(inh)))
            taps("Tiếp")
            taps("Đúng, là tôi")
            sees("Như lần trước")
            assertEquals(1, seasons())
            assertEquals(1, phone.enrolments.get())
            assertTrue(inBook { it.sync.outbox() }.isNotEmpty())
        }
    }

    private fun Person.seasons() = inBook { it.documents.list(DocKind.SEASON) }.size

    private fun Person.opens() {
        taps("Cài đặt")
        taps("Bản sao")
    }
}
