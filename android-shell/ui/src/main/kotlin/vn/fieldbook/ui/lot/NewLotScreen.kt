package vn.fieldbook.ui.lot

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import kotlinx.coroutines.flow.flow
import vn.fieldbook.DocId
import vn.fieldbook.Document
import vn.fieldbook.Fieldbook
import vn.fieldbook.NewLot
import vn.fieldbook.Product
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Choices
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
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

private suspend fun making(book: Fieldbook, from: DocId?): Making =
    Making(book.people.register().products, from?.let { book.documents.get(it) })

/** A new lot; the next thing is what goes into it. */
@Composable
fun NewLotScreen(session: Session, screen: Screen.NewLot) {
    val makings = remember(session.book, screen) { flow { emit(making(session.book, screen.from)) } }
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    var name by rememberSaveable { mutableStateOf("") }
    var product by remember { mutableStateOf<Product?>(null) }
    Page(
        words.lot.new,
        onBack = session.way::back,
        bottom = {
            MainButton(words.lot.new, Icons.check, enabled = !work.running) { work.start { make(session, screen, name, product) } }
        },
    ) {
        Following(makings) { making ->
            LaunchedEffect(making) { product = making.likely }
            making.season?.let { Note(words.lot.fromOne(it.name), null) }
            TextBox(words.lot.name, name) { name = it }
            if (making.products.size > 1) {
                Heading(words.lot.product)
                Choices(making.products, product, { it.name }) { product = it }
            }
            Waiting(work)
        }
    }
}

private suspend fun make(session: Session, screen: Screen.NewLot, name: String, product: Product?) {
    val book = session.book
    val lot = book.documents.openLot(NewLot(name = name.trim().ifEmpty { null }, product = product?.id?.toString()))
    session.device.syncSoon()
    val first = book.steps(lot).firstOrNull { book.bringsIn(lot, it) && book.allows(it) }
    session.way.onTo(Screen.Lot(lot.doc.id))
    first?.let { session.way.to(Screen.Entry(lot.doc.id, it.code, from = screen.from)) }
}
