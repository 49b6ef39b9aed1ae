package vn.fieldbook.ui.record

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import vn.fieldbook.Deed
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.FactId
import vn.fieldbook.FactKind
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.Step
import vn.fieldbook.Topic
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.draft.Drafts
import vn.fieldbook.ui.history.NotTaken
import vn.fieldbook.ui.history.NotTakenLines
import vn.fieldbook.ui.history.notTaken
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.IconTouch
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.LowTile
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.Tiles
import vn.fieldbook.ui.look.words
import vn.fieldbook.watch

/** A season, lot or visit with all its steps, those that this person can write down in it, what was begun and what was written. */
class DocumentView(
    val document: Document,
    val all: List<Step>,
    val steps: List<Step>,
    val begun: List<Screen.Entry>,
    val entries: List<FactView>,
    /** What the hub holds or has refused of them. */
    val notTaken: Map<FactId, List<NotTaken>>,
)

suspend fun documentView(book: Fieldbook, screen: Screen.Steps, drafts: Drafts): DocumentView {
    val document = book.documents.get(screen.doc)
    val steps = book.steps(document)
    return DocumentView(
        document = document,
        all = steps,
        steps = steps.filter { book.allows(it) },
        begun = drafts.begun(book).filterIsInstance<Screen.Entry>().filter { it.doc == screen.doc },
        entries = book.journal.query(FactQuery(doc = screen.doc, limit = 30u)),
        notTaken = book.notTaken(),
    )
}

/** What this person's role lets them write, also only for others; the core asks again when it is saved. */
suspend fun Fieldbook.allows(step: Step): Boolean {
    suspend fun may(onBehalf: Boolean) =
        try {
            people.may(Deed.Record(step.kind, onBehalf))
            true
        } catch (no: FieldbookException.NotAllowed) {
            false
        }
    return may(onBehalf = false) || may(onBehalf = true)
}

@Composable
fun StepsScreen(session: Session, screen: Screen.Steps) {
    val views =
        remember(session.book, screen) {
            session.book.watch(Topic.FACTS, Topic.DOCUMENTS, Topic.CATALOG, Topic.OUTBOX) { documentView(it, screen, session.drafts) }
        }
    LaunchedEffect(screen) { session.memory.lastDocument = screen.doc }
    var kind by remember { mutableStateOf<DocKind?>(null) }
    Page(
        words.record.whichStep,
        onBack = session.way::back,
        actions = { if (kind == DocKind.SEASON) IconTouch(Icons.season, words.record.otherSeason) { session.way.to(Screen.Choose(DocKind.SEASON)) } },
    ) {
        Following(views) { view ->
            LaunchedEffect(view) { kind = view.document.doc.kind }
            Heading(view.document.name)
            // First of all: who left it would not look for it below the tiles.
            if (view.begun.isNotEmpty()) Heading(words.visit.begun)
            for (form in view.begun) BegunLine(session, view, form)
            StepTiles(session, view)
            if (view.entries.isNotEmpty()) Heading(words.record.written)
            for (entry in view.entries) EntryLine(session, view, entry)
        }
    }
}

@Composable
private fun StepTiles(session: Session, view: DocumentView) {
    Tiles(view.steps) { step, modifier ->
        LowTile(Icons.step(step.code, step.kind), step.name[words.lang], modifier) {
            session.way.to(screenOf(view.document, step))
        }
    }
}

/** Stamps are activated by sheets and ranges, on a screen of their own. */
private fun screenOf(document: Document, step: Step): Screen =
    if (step.kind == FactKind.ACTIVATE) Screen.Activate(document.doc.id) else Screen.Entry(document.doc.id, step.code)

/** A form that was left: the way back to it. */
@Composable
private fun BegunLine(session: Session, view: DocumentView, form: Screen.Entry) {
    val step = view.all.find { it.code == form.step }
    Line(step?.name?.get(words.lang) ?: form.step, words.draft.notSaved, step?.let { Icons.step(it.code, it.kind) }) { session.way.to(form) }
}

@Composable
private fun EntryLine(session: Session, view: DocumentView, entry: FactView) {
    val step = view.all.find { it.code == entry.fact.step }
    val name = step?.name?.get(words.lang) ?: entry.fact.step
    val said = listOfNotNull(amounts(entry), LocalTimes.current.moment(entry.fact.occurred, words)).joinToString(" · ")
    val below = view.notTaken[entry.fact.id].orEmpty()
    Line(name, said, Icons.step(entry.fact.step, entry.fact.kind), below = { NotTakenLines(below) }) {
        session.way.to(Screen.History(entry.fact.id))
    }
}
