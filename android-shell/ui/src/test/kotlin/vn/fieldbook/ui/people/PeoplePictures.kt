@file:OptIn(ExperimentalTestApi::class)

package vn.fieldbook.ui.people

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performScrollTo
import java.awt.Color
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.pictures.Shot

fun peoplePictures(): List<Shot> =
    listOf(
        Shot("people-alone", prepare = { Screen.People }, act = { sees("Chưa có ai khác") }),
        Shot(
            "people-several",
            prepare = {
                // Without a sync: how long the hub's certificate lasts depends on the day.
                it.people.add(Hub.invitesElsewhere(it.people.me().person, "officer"))
                it.people.add(Hub.invites("Lò Văn Inh", "farmer"))
                it.people.setPin(null, "1234")
                Screen.People
            },
            act = { sees("Lò Văn Inh") },
        ),
        Shot(
            "people-faces",
            prepare = {
                it.people.setPortrait(face(MAI))
                val mai = it.people.me().person
                it.people.switchTo(it.people.add(Hub.invites("Lò Văn Inh", "farmer")).person)
                it.people.setPortrait(face(Color(40, 70, 130)))
                it.people.switchTo(mai)
                it.people.add(Hub.invites("Quàng Thị Hoa", "farmer"))
                Screen.People
            },
            act = { sees("Quàng Thị Hoa") },
        ),
        Shot(
            "people-face-remove",
            prepare = { it.people.setPortrait(face(MAI)); Screen.People },
            act = {
                taps("Bỏ ảnh của tôi")
                test.onNodeWithText("Bỏ").performScrollTo()
            },
        ),
        Shot("people-add", prepare = { Screen.AddPerson }, act = { sees("Dán mã mời") }),
        Shot(
            "people-pin-wrong",
            prepare = { locked(it) },
            act = {
                repeat(4) { taps("9") }
                taps("Tiếp")
                sees("Sai mã PIN")
            },
        ),
        Shot("people-pin-face", prepare = { it.people.setPortrait(face(MAI)); locked(it) }, act = { sees("Mã PIN của Lò Thị Mai") }),
        Shot("people-new-pin", prepare = { Screen.NewPin }, act = { sees("Mã PIN mới"); taps("1") }),
    )

/** What Mai wears. */
private val MAI = Color(150, 40, 60)

/** Mai has a PIN, and somebody else has the phone. */
private suspend fun locked(book: Fieldbook): Screen {
    val mai = book.people.me().person
    book.people.setPin(null, "1234")
    book.people.switchTo(book.people.add(Hub.invites("Lò Văn Inh", "farmer")).person)
    return Screen.Pin(mai)
}
