package vn.fieldbook.ui.enrol

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.onPhone
import vn.fieldbook.ui.pictures.draw

class EnrolTest {
    @Test
    fun `a new phone is enrolled by the hub's code, without signal`(@TempDir film: File) {
        draw(Hub.invites("Lò Thị Mai", "manager"), film.resolve("code.png"))
        onPhone(film) {
            phone.carrier.value = null
            sees("Có phải bà con không?")
            sees("HTX Mường Và")
            taps("Đúng, là tôi")
            sees("Hôm nay")
            assertEquals("Lò Thị Mai", inBook { it.people.me() }.name)
            assertEquals(1, phone.enrolments.get())
            assertEquals(1, taps)
        }
    }

    @Test
    fun `a phone without a camera takes the code as text`() = onPhone {
        sees("Máy đang chặn")
        taps("Dán mã mời")
        types("Mã mời", "xin chào")
        taps("Tiếp")
        sees("không phải là lời mời"); 
    }
}
