package vn.fieldbook.ui.record

import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import vn.fieldbook.Deed
import vn.fieldbook.DocKind
import vn.fieldbook.FactKind
import vn.fieldbook.FactView
import vn.fieldbook.Fieldbook
import vn.fieldbook.Finding
import vn.fieldbook.Topic
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.history.refusal
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.looks.tone
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words
import vn.fieldbook.watch

private class SavedView(val entry: FactView, val findings: List<Finding>, val intoLot: Boolean)

private suspend fun savedView(book: Fieldbook, screen: Screen.Saved): SavedView {
    val entry = book.journal.get(screen.fact)
    return SavedView(
        entry = entry,
        findings = book.documents.findings(entry.doc.id).filter { it.fact == screen.fact },
        intoLot = entry.fact.kind == FactKind.HARVEST && book.refusal(Deed.Document(DocKind.LOT)) == null,
    )
}

/** The core has answered: the entry is on the disk. Nothing else may say so. */
@Composable
fun SavedScreen(session: Session, screen: Screen.Saved) {
    val views = remember(session.book, screen) { session.book.watch(Topic.FACTS) { savedView(it, screen) } }
    Page(
        words.record.title,
        onBack = session.way::back,
        bottom = { MainButton(words.app.done, Icons.home) { session.way.home() } },
    ) {
        Following(views) { view -> Saved(session, view) }
    }
}

@Composable
private fun Saved(session: Session, view: SavedView) {
    val step by named(session, view.entry)
    Icon(Icons.done, contentDescription = null, Modifier.size(Sizes.tileMin), tint = colours.primary)
    Text(
        words.app.saved,
        Modifier.semantics { liveRegion = LiveRegionMode.Polite },
        style = MaterialTheme.typography.headlineSmall,
    )
    val said = listOfNotNull(amounts(view.entry), LocalTimes.current.moment(view.entry.fact.occurred, words)).joinToString(" · ")
    Line(step ?: view.entry.fact.step, said, Icons.step(view.entry.fact.step, view.entry.fact.kind)) {
        session.way.to(Screen.History(view.entry.fact.id))
    }
    for (finding in view.findings) Finding(finding)
    if (view.intoLot) SideButton(words.harvest.intoLot, Icons.lot) { session.way.to(Screen.NewLot(view.entry.doc.id)) }
    SideButton(words.record.another, Icons.add) { session.way.back() }
}

/** What the rules say of it, and what can be done. */
@Composable
fun Finding(finding: Finding) {
    Note(finding.remedy[words.lang], finding.severity.tone, title = finding.said[words.lang])
}
