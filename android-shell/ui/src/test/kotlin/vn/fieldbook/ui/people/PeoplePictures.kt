@file:OptIn(ExperimentalTestApi::class)

package vn.fieldbook.ui.people

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performScrollTo
import java.awt.Color
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
                it.people.setPortrait(face(Color(150, 40, 60)))
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
            prepare = {
                it.people.setPortrait(face(Color(150, 40, 60)))
                Screen.People
            },
            act = {
                taps("Bỏ ảnh của tôi")
                test.onNodeWithText("Bỏ").performScrollTo()
            },
        ),
        Shot("people-add", prepare = { Screen.AddPerson }, act = { sees("Dán mã mời") }),
        Shot(
            "people-pin-wrong",
            moves = true,
            prepare = {
                val mai = it.people.me().person
                it.people.setPin(null, "1234")
                it.people.switchTo(it.people.add(Hub.invites("Lò Văn Inh", "farmer")).person)
                Screen.Pin(mai)
            },
            act = {
                repeat(4) { taps("9") }
                taps("Tiếp")
                sees("Sai mã PIN")
            },
        ),
        Shot(
            "people-pin-face",
            prepare = {
                val mai = it.people.me().person
                it.people.setPortrait(face(Color(150, 40, 60)))
                it.people.setPin(null, "1234")
                it.people.switchTo(it.people.add(Hub.invites("Lò Văn Inh", "farmer")).person)
                Screen.Pin(mai)
            },
            act = { sees("Mã PIN của Lò Thị Mai") },
        ),
        Shot("people-new-pin", prepare = { Screen.NewPin }, act = { sees("Mã PIN mới"); taps("1") }),
    )
