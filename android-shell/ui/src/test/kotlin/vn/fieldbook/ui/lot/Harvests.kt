package vn.fieldbook.ui.lot

import java.time.OffsetDateTime
import vn.fieldbook.DocId
import vn.fieldbook.FactId
import vn.fieldbook.FieldValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.Input
import vn.fieldbook.NewFact
import vn.fieldbook.NewLot
import vn.fieldbook.NewSeason
import vn.fieldbook.Origin
import vn.fieldbook.QuantityRole
import vn.fieldbook.RoledQuantity
import vn.fieldbook.parseQuantity

fun into(text: String) = RoledQuantity(QuantityRole.IN, parseQuantity(text))

fun out(text: String) = RoledQuantity(QuantityRole.OUT, parseQuantity(text))

suspend fun season(book: Fieldbook, name: String): DocId = book.documents.openSeason(NewSeason(name)).doc.id

/** Sprayed, today if not said otherwise: nobody should harvest for so many days. */
suspend fun sprayed(book: Fieldbook, season: DocId, days: UShort, on: OffsetDateTime? = null) {
    val input = Input("Validacin 5SL", dose = "40 ml cho 1 sào", preHarvestInterval = days)
    val area = RoledQuantity(QuantityRole.AREA, parseQuantity("2 sào Bắc Bộ"))
    book.journal.record(NewFact(season, "spray", on, quantities = listOf(area), inputs = listOf(input)))
}

suspend fun harvested(book: Fieldbook, season: DocId, weight: String, on: OffsetDateTime? = null): FactId =
    book.journal.record(NewFact(season, "harvest", on, quantities = listOf(out(weight)))).view.fact.id

/** 450 kg of a season, dried, milled and packed in 24 bags. */
suspend fun packedLot(book: Fieldbook, season: DocId): DocId {
    val lot = book.documents.openLot(NewLot(name = "Lô nếp tan tháng 10", code = "L2610A")).doc.id
    val steps =
        listOf(
            NewFact(lot, "receive", quantities = listOf(into("4,5 tạ")), origins = listOf(Origin(season, parseQuantity("4,5 tạ")))),
            NewFact(lot, "dry", quantities = listOf(into("450 kg"), out("378 kg")), fields = mapOf("method" to FieldValue.Text("sun"))),
            NewFact(lot, "mill", quantities = listOf(into("378 kg"), out("250 kg"))),
            NewFact(lot, "pack", quantities = listOf(into("48 kg"), out("24 túi"))),
        )
    for (step in steps) book.journal.record(step)
    return lot
}
