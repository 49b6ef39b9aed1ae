package vn.fieldbook.ui.history

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.onNodeWithText
import java.math.BigDecimal
import vn.fieldbook.FactId
import vn.fieldbook.FieldValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.NewFact
import vn.fieldbook.NewLot
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.lot.harvested
import vn.fieldbook.ui.lot.out
import vn.fieldbook.ui.lot.season
import vn.fieldbook.ui.pictures.Shot
import vn.fieldbook.ui.record.neighbour
import vn.fieldbook.ui.recording
import vn.fieldbook.ui.synced

@OptIn(ExperimentalTestApi::class)
fun historyPictures(): List<Shot> =
    listOf(
        Shot("history", role = "farmer", prepare = { Screen.History(corrected(it)) }, act = { sees("thành") }),
        Shot("history-happened", role = "farmer", prepare = { Screen.History(corrected(it)) }, act = { seesBelow("Chưa có biên nhận") }),
        Shot("history-voice", role = "farmer", prepare = { Screen.History(spoken(it)) }, act = { seesBelow("1 đoạn ghi âm") }),
        Shot("history-on-behalf", role = "officer", prepare = { Screen.History(forAnother(it)) }, act = { sees("ghi hộ") }, below = "Lò Văn Inh"),
        Shot("history-refused", prepare = { Screen.History(refusedCorrection(it)) }, act = { sees("Chưa được nhận") }),
        Shot("lot-refused", prepare = { book -> Screen.Lot(book.journal.get(refusedCorrection(book)).doc.id) }, act = { sees("Chưa được nhận") }),
        Shot("history-void", role = "farmer", prepare = { Screen.History(voided(it)) }, act = { sees("Đã huỷ") }),
        Shot("history-correct", role = "farmer", prepare = { Screen.Correct(harvested(it, season(it, "Vụ mùa 2026"), "8,5 tạ"), "qty.out") }, act = { sees("đang ghi") }),
        Shot(
            "history-correct-unit",
            sideways = true,
            role = "farmer",
            prepare = { Screen.Correct(harvested(it, season(it, "Vụ mùa 2026"), "8,5 tạ"), "qty.out") },
            act = { taps("8"); taps("5"); taps("yến"); sees("85 yến") },
        ),
        Shot(
            "history-correct-why",
            sideways = true,
            role = "farmer",
            prepare = { Screen.Correct(harvested(it, season(it, "Vụ mùa 2026"), "8,5 tạ"), "qty.out") },
            act = {
                taps("8")
                taps("Tiếp")
                // All of them, without scrolling, also where letters are half as large again.
                for (why in listOf("Ghi nhầm", "Cân, đo lại")) test.onNodeWithText(why).assertIsDisplayed()
                taps("Ghi nhầm")
            },
        ),
        Shot(
            "history-correct-refused",
            role = "farmer",
            prepare = { Screen.Correct(harvested(it, season(it, "Vụ mùa 2026"), "8,5 tạ"), "moisture") },
            act = {
                types("Độ ẩm thóc", "140")
                taps("Lưu")
                sees("không thể lớn hơn")
            },
        ),
        Shot("history-voiding", role = "farmer", prepare = { Screen.Void(harvested(it, season(it, "Vụ mùa 2026"), "8,5 tạ")) }, act = { sees("Vì sao huỷ") }),
    )

private suspend fun corrected(book: Fieldbook): FactId {
    val fact = harvested(book, season(book, "Vụ mùa 2026"), "8,5 tạ")
    book.journal.amend(fact, "qty.out", FieldValue.Number(BigDecimal("8.2")), "Cân lại")
    return fact
}

private suspend fun spoken(book: Fieldbook): FactId {
    val said = book.blobs.keepVoice(recording)
    return book.journal.record(NewFact(doc = season(book, "Vụ mùa 2026"), step = "weed", voice = listOf(said))).view.fact.id
}

private suspend fun forAnother(book: Fieldbook): FactId {
    val neighbour = neighbour(book)
    return book.journal.record(NewFact(doc = season(book, "Vụ mùa 2026"), step = "weed", onBehalfOf = neighbour)).view.fact.id
}

/** Packs counted again by a manager who was a farmer before the hub heard of it, and whose count staff refused. */
suspend fun refusedCorrection(book: Fieldbook): FactId {
    val lot = book.documents.openLot(NewLot("Lô gạo nếp tan", code = "L2611A")).doc.id
    val packed = book.journal.record(NewFact(lot, "pack", quantities = listOf(out("48 gói")))).view.fact.id
    book.synced()
    book.journal.amend(packed, "qty.out", FieldValue.Number(BigDecimal(84)), "Đếm lại")
    book.people.me().let { Hub.givesRole(it.person, "farmer", it.org) }
    book.synced()
    Hub.refuses(lot)
    book.synced()
    return packed
}

private suspend fun voided(book: Fieldbook): FactId = corrected(book).also { book.journal.void(it, "Ghi hai lần") }
