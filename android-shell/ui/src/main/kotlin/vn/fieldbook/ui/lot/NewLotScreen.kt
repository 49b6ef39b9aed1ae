package vn.fieldbook.ui.lot

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import vn.fieldbook.DocId
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.NewLot
import vn.fieldbook.Product
import vn.fieldbook.Step
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.draft.Drafted
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.draft.Form
import vn.fieldbook.ui.draft.FormPage
import vn.fieldbook.ui.look.Choices
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.allows
import vn.fieldbook.ui.record.bringsIn
import vn.fieldbook.ui.record.name
import vn.fieldbook.ui.record.steps
import vn.fieldbook.ui.record.text

/** What a lot can be made of: the organisation's products, and the season that it begins with. */
private class Making(val products: List<Product>, val season: Document?) {
    /** A lot of a season's harvest is of its product. */
    val likely: Product? = season?.text("product")?.let { id -> products.find { it.id.toString() == id } } ?: products.singleOrNull()
}

/** A lot being named. */
private class LotForm(private val making: Making) : Drafted {
    val season: Document? get() = making.season
    val products: List<Product> get() = making.products
    var name: String by mutableStateOf("")
    var product: Product? by mutableStateOf(making.likely)

    override fun kept() = mapOf("name" to name, "product" to product?.id?.toString().orEmpty())

    override fun takeUp(kept: Map<String, String>) {
        name = kept["name"].orEmpty()
        val id = kept["product"].orEmpty()
        product = if (id.isEmpty()) null else requireNotNull(products.find { "${it.id}" == id })
    }
}

private suspend fun making(book: Fieldbook, from: DocId?): Making =
    Making(book.people.register().products, from?.let { book.documents.get(it) })

/** A new lot; the next thing is what goes into it. */
@Composable
fun NewLotScreen(session: Session, screen: Screen.NewLot) {
    Form(session, screen, words.lot.new, begin = {
        val book = session.book
        session.drafts.of(book, screen, { book.documents.list(DocKind.LOT).map { it.doc.id }.maxByOrNull { "$it" } }) {
            LotForm(making(book, screen.from))
        }
    }) { drafting ->
        val form = drafting.form
        FormPage(
            session,
            drafting,
            words.lot.new,
            bottom = { MainButton(words.lot.new, Icons.check, enabled = !drafting.saving.running) { make(session, screen, drafting) } },
        ) {
            form.season?.let { Note(words.lot.fromOne(it.name), null) }
            TextBox(words.lot.name, form.name) { form.name = it }
            if (form.products.size > 1) {
                Heading(words.lot.product)
                Choices(form.products, form.product, { it.name }) { form.product = it }
            }
            Waiting(drafting.saving)
        }
    }
}

private fun make(session: Session, screen: Screen.NewLot, drafting: Drafting<LotForm>) {
    val book = session.book
    val form = drafting.form
    drafting.save({ book.documents.openLot(NewLot(form.name.trim().ifEmpty { null }, form.product?.id?.toString())) }) { lot ->
        session.device.syncSoon()
        val first = first(book, lot);
        { way ->
            way.onTo(Screen.Lot(lot.doc.id))
            first?.let { way.to(Screen.Entry(lot.doc.id, it.code, from = screen.from)) }
        }
    }
}

/** The step by which goods come into the lot; the lot is there, also when that cannot be said now. */
private suspend fun first(book: Fieldbook, lot: Document): Step? =
    try {
        book.steps(lot).firstOrNull { book.bringsIn(lot, it) && book.allows(it) }
    } catch (unknown: FieldbookException) {
        null
    }
