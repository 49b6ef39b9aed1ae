package vn.fieldbook.ui.backup

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasText
import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
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
import vn.fieldbook.ui.open.Opening
import vn.fieldbook.ui.open.setAside
import vn.fieldbook.ui.process

private const val PASSPHRASE = "nếp tan Mường Và"

@OptIn(ExperimentalTestApi::class)
class BackupTest {
    @Test
    fun `a backup is kept where the person says, and takes the book back to that day`() = enrolled("Lò Văn Inh", "farmer") {
        inBook { harvested(it) }
        opens()
        sees("Chưa có bản sao nào")
        makes(PASSPHRASE)
        sees("Đã làm bản sao")
        sees("Bản sao gần nhất")
        phone.picked = phone.shared.single().bytes
        assertFalse("Mường" in checkNotNull(phone.picked).decodeToString(), "nobody reads it without the passphrase")
        inBook { it.documents.openSeason(NewSeason("Vụ chiêm 2027")) }

        taps("Lấy lại từ bản sao")
        sees("Những gì ghi sau bản sao và chưa gửi sẽ mất.")
        taps("Quay lại")
        sees("Làm bản sao")
        assertEquals(2, seasons())
        taps("Lấy lại từ bản sao")
        unlocks(PASSPHRASE, "Thay sổ trên máy này")
        sees("Như lần trước")
        assertEquals(1, seasons())
        assertEquals(emptyList<String>(), inBook { it.check() }.problems)
        assertNothingLeft()
        inBook { harvested(it) }
        assertEquals(2, seasons())
    }

    @Test
    fun `a passphrase is typed twice alike, is long enough, and can be read on the way`() = enrolled("Lò Văn Inh", "farmer") {
        opens()
        taps("Làm bản sao")
        sees("quên thì không ai lấy lại được")
        types("Mật khẩu của bản sao", "gạo")
        types("Gõ lại mật khẩu", "gao")
        sees("•••")
        seesNot("gạo")
        taps("Hiện mật khẩu")
        sees("gạo")
        taps("Che mật khẩu")
        sees("Hai lần gõ chưa giống nhau")
        test.onNode(hasText("Làm bản sao") and hasClickAction()).assertIsNotEnabled()
        retypes("Gõ lại mật khẩu", "gạo")
        seesNot("Hai lần gõ chưa giống nhau")
        taps("Làm bản sao")
        sees("Mật khẩu phải có ít nhất 8 ký tự")
        assertTrue(phone.shared.isEmpty())
        retypes("Mật khẩu của bản sao", PASSPHRASE)
        seesNot("Mật khẩu phải có ít nhất 8 ký tự")
        retypes("Gõ lại mật khẩu", PASSPHRASE)
        taps("Làm bản sao")
        sees("Đã làm bản sao")
        taps("Làm bản sao")
        sees("quên thì không ai lấy lại được")
        assertEquals("", opening.backing.passphrase + opening.backing.again, "nobody finds what was typed")
    }

    @Test
    fun `a person who does not keep the file is told that there is no backup`() = enrolled("Lò Văn Inh", "farmer") {
        phone.keeps = false
        opens()
        makes(PASSPHRASE)
        sees("Chưa cất bản sao")
        sees("Chưa có bản sao nào")
        assertNothingLeft()
    }

    @Test
    fun `what does not open says so, and leaves the book as it was`() = enrolled("Lò Văn Inh", "farmer") {
        opens()
        makes(PASSPHRASE)
        sees("Đã làm bản sao")
        val copy = phone.shared.single().bytes
        inBook { harvested(it) }
        phone.picked = copy
        taps("Lấy lại từ bản sao")
        unlocks("nếp tan Mường Vạ", "Thay sổ trên máy này")
        sees("Mật khẩu không đúng.")
        assertIntact()
        taps("Quay lại")

        phone.picked = copy.copyOf().also { it[copy.size / 2] = (it[copy.size / 2] + 1).toByte() }
        taps("Lấy lại từ bản sao")
        seesNot("Mật khẩu không đúng.")
        unlocks(PASSPHRASE, "Thay sổ trên máy này")
        sees("bị thiếu hoặc bị sửa")
        assertIntact()
        taps("Quay lại")

        phone.picked = ByteArray(20_000) { it.toByte() }
        taps("Lấy lại từ bản sao")
        unlocks(PASSPHRASE, "Thay sổ trên máy này")
        sees("không phải bản sao lưu")
        assertIntact()
        taps("Quay lại")
        taps("Quay lại")
        taps("Quay lại")
        sees("Như lần trước")
    }

    @Test
    fun `an app killed while the book is replaced finds the old one, and keeps no copy`() = enrolled("Lò Văn Inh", "farmer") {
        inBook { harvested(it) }
        inBook { it.shutdown() }
        setAside(phone.folder)
        val copies = File(phone.folder, "copies")
        copies.mkdirs()
        File(copies, "copy").writeBytes(ByteArray(10))
        process(phone) {
            sees("Như lần trước")
            assertEquals(1, seasons())
            assertNothingLeft()
        }
    }

    @Test
    fun `who lost the phone has the book again with the backup, its passphrase and a new invitation`() {
        var copy: ByteArray? = null
        var inh: PersonId? = null
        enrolled("Lò Văn Inh", "farmer") {
            inBook { harvested(it) }
            inh = inBook { it.people.me() }.person
            opens()
            makes(PASSPHRASE)
            sees("Đã làm bản sao")
            copy = phone.shared.single().bytes
        }
        onPhone {
            sees("Quét mã QR")
            phone.picked = copy
            taps("Lấy lại từ bản sao")
            unlocks("nếp tan Mường Vạ", "Mở bản sao")
            sees("Mật khẩu không đúng.")
            assertEquals(Opening.State.NotEnrolled, opening.state)
            clears("Mật khẩu của bản sao")
            unlocks(PASSPHRASE, "Mở bản sao")
            sees("Giờ quét mã mời mới.")
            assertEquals(Opening.State.NotEnrolled, opening.state, "until the person says that it is them")
            taps("Dán mã mời")
            types("Mã mời", Hub.invitesAgain(checkNotNull(inh)))
            taps("Tiếp")
            taps("Đúng, là tôi")
            sees("Như lần trước")
            assertEquals(1, seasons())
            assertEquals(1, phone.enrolments.get())
            assertTrue(inBook { it.sync.outbox() }.isNotEmpty())
            assertNothingLeft()
        }
    }

    @Test
    fun `another phone's book over one's own asks for an invitation, and refuses that of another organisation`() {
        var copy: ByteArray? = null
        var inh: PersonId? = null
        enrolled("Lò Văn Inh", "farmer") {
            inBook { harvested(it) }
            inh = inBook { it.people.me() }.person
            opens()
            makes(PASSPHRASE)
            sees("Đã làm bản sao")
            copy = phone.shared.single().bytes
        }
        enrolled("Quàng Văn Ơn", "farmer") {
            phone.picked = copy
            opens()
            taps("Lấy lại từ bản sao")
            unlocks(PASSPHRASE, "Thay sổ trên máy này")
            sees("Giờ quét mã mời mới.")
            assertEquals(0, seasons(), "the book there was")
            invites(Hub.invites("Lò Văn Inh", "farmer", Hub.newOrg("HTX Chiềng Sơ")))
            taps("Đúng, là tôi")
            until("is refused") { opening.restoring.working.failure != null }
            assertEquals(0, seasons(), "the book there was")
            taps("Không phải")
            invites(Hub.invitesAgain(checkNotNull(inh)))
            taps("Đúng, là tôi")
            sees("Như lần trước")
            assertEquals(1, seasons())
            assertNull(opening.restoring.copy)
        }
    }

    private fun Person.invites(text: String) {
        if (!shown("Mã mời")) taps("Dán mã mời")
        types("Mã mời", text)
        taps("Tiếp")
    }

    private fun Person.makes(passphrase: String) {
        taps("Làm bản sao")
        types("Mật khẩu của bản sao", passphrase)
        types("Gõ lại mật khẩu", passphrase)
        taps("Làm bản sao")
    }

    private fun Person.unlocks(passphrase: String, button: String) {
        types("Mật khẩu của bản sao", passphrase)
        taps(button)
    }

    private fun Person.seasons() = inBook { it.documents.list(DocKind.SEASON) }.size

    private fun Person.assertIntact() {
        until("is open") { !opening.restoring.working.running }
        assertEquals(1, seasons())
        assertEquals(emptyList<String>(), inBook { it.check() }.problems)
    }

    private fun Person.assertNothingLeft() = until("no copy is left") { !File(phone.folder, "copies").exists() }

    private fun Person.opens() {
        taps("Cài đặt")
        taps("Bản sao")
    }
}
