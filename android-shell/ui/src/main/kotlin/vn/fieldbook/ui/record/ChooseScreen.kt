package vn.fieldbook.ui.record

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.NewLot
import vn.fieldbook.NewSeason
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
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.answered
import vn.fieldbook.ui.look.words
import vn.fieldbook.watch

/** Which season an entry belongs to: those there are, and a new one. */
@Composable
fun ChooseScreen(session: Session, screen: Screen.Choose) {
    var naming by rememberSaveable { mutableStateOf(false) }
    if (naming) {
        NewDocument(session, screen.kind) { naming = false }
    } else {
        Existing(session, screen.kind) { naming = true }
    }
}

@Composable
private fun Existing(session: Session, kind: DocKind, onNew: () -> Unit) {
    val documents = remember(session.book) { session.book.watch(Topic.DOCUMENTS) { it.documents.list(kind) } }
    Page(
        title(kind),
        onBack = session.way::back,
        bottom = { MainButton(newLabel(kind), Icons.add, onClick = onNew) },
    ) {
        Following(documents) { found ->
            if (found.isEmpty()) Note(none(kind), null)
            for (document in found) {
                Line(document.name, LocalTimes.current.moment(document.opened, words), kind.icon()) {
                    session.way.to(Screen.Steps(document.doc.id))
                }
            }
        }
    }
}

@Composable
private fun NewDocument(session: Session, kind: DocKind, onBack: () -> Unit) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    var name by rememberSaveable { mutableStateOf("") }
    var chosen by remember { mutableStateOf<Product?>(null) }
    val products by answered(emptyList<Product>(), session.book) { session.book.people.register().products }
    val product = chosen ?: products.singleOrNull()
    Page(
        newLabel(kind),
        onBack = onBack,
        bottom = {
            MainButton(words.record.openSeason, Icons.check, enabled = name.isNotBlank() && !work.running) {
                work.start { session.way.onTo(Screen.Steps(session.opened(kind, name, product).doc.id)) }
            }
        },
    ) {
        TextBox(words.record.seasonName, name) { name = it }
        if (products.size > 1) {
            Heading(words.record.seasonProduct)
            Choices(products, product, { it.name }) { chosen = it }
        }
        Waiting(work)
    }
}

private suspend fun Session.opened(kind: DocKind, name: String, product: Product?): Document {
    val id = product?.id?.toString()
    return when (kind) {
        DocKind.LOT -> book.documents.openLot(NewLot(name, id))
        DocKind.VISIT -> book.documents.openVisit(NewVisit(name, product = id))
        DocKind.SEASON, DocKind.REGISTER -> book.documents.openSeason(NewSeason(name, id))
    }
}

@Composable
private fun title(kind: DocKind): String =
    when (kind) {
        DocKind.LOT -> words.lot.all
        DocKind.VISIT -> words.visit.title
        DocKind.SEASON, DocKind.REGISTER -> words.record.whichSeason
    }

@Composable
private fun newLabel(kind: DocKind): String =
    when (kind) {
        DocKind.LOT -> words.lot.new
        DocKind.VISIT -> words.visit.plan
        DocKind.SEASON, DocKind.REGISTER -> words.record.newSeason
    }

fun DocKind.icon() =
    when (this) {
        DocKind.LOT -> Icons.lot
        DocKind.VISIT -> Icons.visit
        DocKind.SEASON, DocKind.REGISTER -> Icons.season
    }

@Composable
private fun none(kind: DocKind): String =
    when (kind) {
        DocKind.LOT -> words.lot.none
        DocKind.VISIT -> words.visit.none
        DocKind.SEASON, DocKind.REGISTER -> words.record.noSeason
    }
