package vn.fieldbook.ui.settings

import vn.fieldbook.NewSeason
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.outbox.synced
import vn.fieldbook.ui.pictures.Shot

fun settingsPictures(): List<Shot> =
    listOf(
        Shot("settings", prepare = { synced(it); Screen.Settings }, act = { sees("Giờ máy") }),
        Shot("permission-place", role = "farmer", prepare = { Screen.Entry(it.documents.openSeason(NewSeason("Vụ mùa 2026")).doc.id, "harvest") }, before = { placePermitted = false }, act = { sees("Để sau") }),
        Shot("settings-checked", moves = true, prepare = { Screen.Settings }, act = { taps("Kiểm tra sổ"); sees("Sổ lành lặn") }),
        Shot("data-unused", prepare = { Screen.DataUse }, act = { sees("Chưa dùng dữ liệu nào.") }),
        // How many documents there are depends on what other tests have written: the picture is of before the first sync.
        Shot("organisations", prepare = { Screen.Organisations }, act = { sees("HTX Mường Và") }),
        Shot("licences", prepare = { Screen.Licences }, act = { sees("Be Vietnam Pro") }),
    )
