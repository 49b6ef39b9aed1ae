package vn.fieldbook.ui.visit

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.Fieldbook
import vn.fieldbook.NewVisit
import vn.fieldbook.Product
import vn.fieldbook.Topic
import vn.fieldbook.looks.Icons
import vn.fieldbook.opened
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Choices
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.icon
import vn.fieldbook.ui.record.name
import vn.fieldbook.watch

/** What can be visited: every season and lot, and whatever has no book yet. */
class PlanView(val subjects: List<Document>, val products: List<Product>)

private suspend fun planView(book: Fieldbook): PlanView =
    PlanView(
        subjects = (book.documents.list(DocKind.SEASON) + book.documents.list(DocKind.LOT)).sortedByDescending { it.opened },
        products = book.people.register().products,
    )

/** A visit is opened with one tap on what it is to; only another place wants a name. */
@Composable
fun PlanScreen(session: Session, onBack: () -> Unit) {
    val views = remember(session.book) { session.book.watch(Topic.DOCUMENTS) { planView(it) } }
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    var elsewhere by rememberSaveable { mutableStateOf(false) }
    var name by rememberSaveable { mutableStateOf("") }
    var product by remember { mutableStateOf<Product?>(null) }
    val back = { if (elsewhere) elsewhere = false else onBack() }
    session.device.OnBack(enabled = true, back)
    val open: (NewVisit) -> Unit = { visit -> work.start { session.way.to(Screen.Visit(session.book.documents.openVisit(visit).doc.id)) } }
    Page(
        words.visit.whom,
        onBack = back,
        bottom = {
            if (elsewhere) {
                MainButton(words.record.openSeason, Icons.check, enabled = name.isNotBlank() && !work.running) {
                    open(NewVisit(name.trim(), product = product?.id?.toString()))
                }
            } else {
                SideButton(words.visit.elsewhere, Icons.add) { elsewhere = true }
            }
        },
    ) {
        Waiting(work)
        Following(views) { view ->
            if (elsewhere) {
                TextBox(words.visit.elsewhereName, name) { name = it }
                if (view.products.size > 1) {
                    Heading(words.lot.product)
                    Choices(view.products, product, { it.name }) { product = it }
                }
            } else {
                for (subject in view.subjects) {
                    Line(subject.name, LocalTimes.current.moment(subject.opened, words), subject.doc.kind.icon()) {
                        open(NewVisit(subject.name, subject = subject.doc.id))
                    }
                }
            }
        }
    }
}
