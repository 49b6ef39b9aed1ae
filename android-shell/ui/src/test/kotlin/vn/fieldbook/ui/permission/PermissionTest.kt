package vn.fieldbook.ui.permission

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import vn.fieldbook.DocKind
import vn.fieldbook.FactQuery
import vn.fieldbook.NewSeason
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.writtenAtHome
import vn.fieldbook.ui.pictures.draw

class PermissionTest {
    @Test
    fun `why the place is taken is said once, before the phone asks, and then it is in the entry`() = unpermitted {
        begins()
        sees("ghi việc làm ở thửa nào")
        assertEquals(0, phone.placeQuestions, "nobody is asked by the way")
        taps("Cho phép")
        assertNotNull(harvested())
        assertEquals(1, phone.placeQuestions)
        taps("Xong")
        begins()
        sees("0 tạ")
    }

    @Test
    fun `who says later records without a place, is not asked again, and finds it in the settings`() = unpermitted {
        phone.grantsPlace = false
        begins()
        taps("Để sau")
        assertNull(harvested())
        taps("Xong")
        begins()
        sees("0 tạ")
        assertEquals(0, phone.placeQuestions)
        taps("Quay lại")
        taps("Quay lại")
        taps("Cài đặt")
        taps("Cho phép")
        sees("Máy đang chặn vị trí")
        taps("Mở cài đặt của máy")
        assertEquals(1, phone.settingsOpened.get())
        phone.grantsPlace = true
        taps("Cho phép")
        sees("Mỗi bản ghi có kèm vị trí")
        assertEquals(2, phone.placeQuestions)
    }

    @Test
    fun `a camera that was refused is asked for again, or given in the phone's settings`(@TempDir folder: File) =
        enrolled("Lò Thị Mai", "manager") {
            taps("Quét tem")
            sees("Máy đang chặn máy ảnh")
            sees("rồi bật Máy ảnh")
            taps("Mở cài đặt của máy")
            assertEquals(1, phone.settingsOpened.get())
            draw("WIFI:T:WPA;S:HTX;P:muongva2026;;", File(folder, "code.png"))
            phone.film = folder
            taps("Thử lại")
            sees("Mã này không phải tem")
            seesNot("Máy đang chặn")
        }

    @Test
    fun `a photo that the phone does not let one take says so beside its button`() = enrolled("Cà Thị Hoa", "farmer") {
        begins()
        seesNot("Máy đang chặn")
        taps("Chụp ảnh")
        seesBelow("Máy đang chặn")
        taps("Mở cài đặt của máy")
        assertEquals(1, phone.settingsOpened.get())
    }

    private fun unpermitted(story: Person.() -> Unit) =
        enrolled("Cà Thị Hoa", "farmer") {
            phone.placePermitted = false
            story()
        }

    private fun Person.begins() {
        writtenAtHome { book -> if (book.documents.list(DocKind.SEASON).isEmpty()) book.documents.openSeason(NewSeason("Vụ mùa 2026")) }
        taps("Ghi nhật ký")
        taps("Thu hoạch")
    }

    /** Writes a harvest down, and gives the place that it was saved with. */
    private fun Person.harvested() =
        run {
            taps("2")
            taps("tạ")
            taps("Lưu")
            sees("Đã lưu trên máy")
            inBook { it.journal.query(FactQuery()) }.single().fact.place
        }
}
