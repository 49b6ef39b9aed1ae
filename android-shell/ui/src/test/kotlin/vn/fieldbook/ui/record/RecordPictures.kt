package vn.fieldbook.ui.record

import vn.fieldbook.DocId
import vn.fieldbook.DocKind
import vn.fieldbook.Fieldbook
import vn.fieldbook.FactQuery
import vn.fieldbook.NewSeason
import vn.fieldbook.PersonId
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Phone
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.asksForMicrophone
import vn.fieldbook.ui.draft.drafts
import vn.fieldbook.ui.home.harvested
import vn.fieldbook.ui.pictures.Shot
import vn.fieldbook.ui.secondPhone
import vn.fieldbook.ui.synced

fun recordPictures(): List<Shot> =
    listOf(
        Shot("record-no-season", role = "farmer", prepare = { Screen.Choose(DocKind.SEASON) }, act = { sees("Chưa có vụ nào") }),
        Shot("record-seasons", role = "farmer", prepare = { season(it); Screen.Choose(DocKind.SEASON) }, act = { sees("Vụ mùa 2026") }),
        Shot("record-steps", sideways = true, role = "farmer", prepare = { Screen.Steps(season(it)) }, act = { sees("Bón phân") }),
        Shot("record-harvest", role = "farmer", prepare = { Screen.Entry(season(it), "harvest") }, act = { sees("tạ") }),
        Shot(
            "record-harvest-typed",
            sideways = true,
            role = "farmer",
            prepare = { Screen.Entry(season(it), "harvest") },
            act = {
                taps("2")
                taps(",")
                taps("5")
                taps("tạ")
            },
        ),
        Shot("record-harvest-refused", role = "farmer", prepare = { Screen.Entry(season(it), "harvest") }, act = { taps("Lưu"); sees("số lượng") }),
        Shot("record-spray", sideways = true, role = "farmer", prepare = { Screen.Entry(season(it), "spray") }, act = { sees("Tên trên bao bì") }),
        Shot(
            "record-spray-amount",
            sideways = true,
            role = "farmer",
            prepare = { Screen.Entry(season(it), "spray") },
            act = { taps("Lượng dùng: 0 ml"); taps("4"); taps("5"); taps("g"); sees("45 g") },
        ),
        weeding("record-voice", act = { taps("Ghi âm"); phone.recorder?.seconds?.value = 12; seesBelow("12/60") }),
        weeding("record-voice-said", act = { taps("Ghi âm"); taps("Nói xong"); seesBelow("1 đoạn ghi âm") }),
        weeding("record-voice-why", before = { asksForMicrophone(grants = true) }, act = { taps("Ghi âm"); seesBelow("Cần micro") }),
        weeding(
            "record-voice-refused",
            before = { asksForMicrophone(grants = false) },
            act = { taps("Ghi âm"); taps("Cho phép"); seesBelow("Máy đang chặn") },
        ),
        Shot(
            "record-on-behalf",
            role = "officer",
            prepare = { neighbour(it); Screen.Entry(season(it), "weed") },
            act = { taps("Ghi thêm"); taps("Lò Văn Inh") },
            below = "Lò Văn Inh",
        ),
        Shot("record-again", role = "farmer", prepare = { harvested(it); again(it) }, act = { sees("tạ") }),
        Shot(
            "record-leaving",
            role = "farmer",
            prepare = { Screen.Entry(season(it), "harvest") },
            act = { taps("7"); taps("Quay lại"); sees("Chưa lưu") },
        ),
        Shot(
            "record-left-before",
            role = "farmer",
            prepare = { Screen.Steps(season(it)) },
            act = { taps("Thu hoạch"); left(); tapsLast("Thu hoạch"); sees("Ghi dở lúc") },
        ),
        Shot(
            "record-set-aside",
            role = "farmer",
            prepare = { Screen.Steps(season(it)) },
            act = { taps("Thu hoạch"); damaged(); tapsLast("Thu hoạch"); taps("Xem đã ghi gì"); sees("Trời mưa") },
        ),
        Shot("record-steps-begun", role = "farmer", prepare = { Screen.Steps(season(it)) }, act = { taps("Thu hoạch"); left(); sees("Đang ghi dở") }),
        Shot(
            "record-step-gone",
            role = "farmer",
            org = Hub.orgOfFewerSteps,
            prepare = { it.synced(); Screen.Entry(season(it), "guard") },
            act = { sees("Đuổi chim") },
        ),
        Shot("record-saved", role = "farmer", prepare = { harvested(it); Screen.Saved(last(it)) }, act = { sees("Đã lưu trên máy") }),
    )

/** The entry that asks for least, in which every other way of saying something is seen. */
private fun weeding(name: String, before: Phone.() -> Unit = {}, act: Person.() -> Unit) =
    Shot(name, role = "farmer", before = before, prepare = { Screen.Entry(season(it), "weed") }, act = act)

/** Something typed, and left for later. */
private fun Person.left() {
    taps("7")
    taps("Quay lại")
    taps("Để đó, ghi sau")
}

/** Left, and of an app of another version since. */
private fun Person.damaged() {
    taps("7")
    taps("Ghi thêm")
    types("Ghi chú", "Trời mưa, mai gặt tiếp ruộng Đặng")
    taps("Quay lại")
    taps("Để đó, ghi sau")
    phone.drafts().single().let { it.writeText(it.readText().replace("seal=1", "seal=2")) }
}

/** Somebody of the same organisation, whom this phone has heard of. */
internal suspend fun neighbour(book: Fieldbook): PersonId {
    val id = secondPhone("Lò Văn Inh", "farmer", book.people.me().org.toString()) { it.synced(); it.people.me().person }
    book.synced()
    return id
}

private suspend fun season(book: Fieldbook): DocId = book.documents.openSeason(NewSeason("Vụ mùa 2026")).doc.id

private suspend fun last(book: Fieldbook) = book.journal.query(FactQuery()).first().fact.id

private suspend fun again(book: Fieldbook): Screen = book.journal.query(FactQuery()).first().let { Screen.Entry(it.doc.id, it.fact.step, it.fact.id) }
