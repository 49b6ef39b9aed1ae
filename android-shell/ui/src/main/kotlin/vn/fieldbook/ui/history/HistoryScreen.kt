package vn.fieldbook.ui.history

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import vn.fieldbook.changeStateName
import vn.fieldbook.get
import vn.fieldbook.said
import vn.fieldbook.sayRefusal
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.looks.tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.Badge
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.lot.count
import vn.fieldbook.ui.record.Photo
import vn.fieldbook.ui.record.icon
import vn.fieldbook.ui.voice.Voices

/** One entry: what it says, how far it has come, and everything that happened to it. */
@Composable
fun HistoryScreen(session: Session, screen: Screen.History) {
    val views = remember(session.book, screen) { historyViews(session.book, screen.fact) }
    var shown by remember { mutableStateOf<HistoryView?>(null) }
    Page(
        shown?.step?.name?.get(words.lang) ?: shown?.entry?.fact?.step ?: words.history.title,
        onBack = session.way::back,
        bottom = shown?.let { view -> { MainButton(words.record.sameAsLast, Icons.again) { session.way.to(again(view)) } } },
    ) {
        Following(views) { view ->
            shown = view
            Standing(session, view)
            Says(session, view)
            Photos(session, view)
            Voices(session, view.entry.fact.voice)
            Happened(view)
            Receipts(view)
            if (view.notAllowed == null && view.entry.voided == null) {
                SideButton(words.history.void, Icons.delete) { session.way.to(Screen.Void(view.entry.fact.id)) }
            }
        }
    }
}

private fun again(view: HistoryView) = Screen.Entry(view.document.doc.id, view.entry.fact.step, view.entry.fact.id)

/** Whose it is, how far it has come, and what is to be done about it. */
@Composable
private fun Standing(session: Session, view: HistoryView) {
    val entry = view.entry
    Line(view.documentName, words.history.openDocument, view.document.doc.kind.icon()) { session.way.to(view.documentScreen) }
    Badge(changeStateName(entry.state)[words.lang], entry.state.tone, Icons.of(entry.state))
    entry.reason?.let { code ->
        val why = sayRefusal(code)
        val remedy = why.remedy[words.lang]
        if (remedy.isEmpty()) Note(why.said[words.lang], entry.state.tone) else Note(remedy, entry.state.tone, title = why.said[words.lang])
    }
    entry.voided?.let { voided ->
        Note(voided.reason ?: words.history.voidExplained, Tone.WARN, title = words.history.crossedOut)
    }
    for (notTaken in view.notTaken) NotTakenNote(notTaken)
    for (field in entry.conflicts.keys) {
        val part = view.parts.find { it.field == field }?.label?.get(words.lang) ?: words.history.crossedOut
        Line(part, words.conflict.title, Icons.conflict) { session.way.to(Screen.Conflict(view.document.doc.id, entry.fact.id, field)) }
    }
}

/** What the entry says, part by part; the wrong one is tapped to put it right. */
@Composable
private fun Says(session: Session, view: HistoryView) {
    val times = LocalTimes.current
    val (filled, open) = view.parts.partition { it.value(view.entry) != null }
    val mayCorrect = view.notAllowed == null && view.entry.voided == null
    Heading(words.history.says)
    for (part in filled) {
        val said = part.value(view.entry)?.let { part.said(it, words, times) }.orEmpty()
        PartLine(session, view, part, said, mayCorrect)
    }
    for (input in view.entry.fact.inputs) Fact(words.record.inputs, listOfNotNull(input.material, input.dose, said(input.quantity)).joinToString(" · "))
    for (from in view.origins) Fact(words.lot.from, listOfNotNull(from.name, said(from.origin.quantity)).joinToString(" · "))
    for (span in view.entry.fact.stamps) Fact(words.lot.stamps(count(span)), said(span))
    view.entry.fact.place?.let { Fact(words.history.place, said(it)) }
    view.notAllowed?.let { Note(it.said[words.lang], null) }
    if (mayCorrect && open.isNotEmpty()) Open(session, view, open)
}

/** Parts that were left open can be filled in as well, behind one tap. */
@Composable
private fun Open(session: Session, view: HistoryView, open: List<Part>) {
    var shown by rememberSaveable { mutableStateOf(false) }
    if (!shown) SideButton(words.history.fillIn(open.size), Icons.expand) { shown = true }
    if (shown) for (part in open) PartLine(session, view, part, words.history.leftOpen, mayCorrect = true)
}

@Composable
private fun PartLine(session: Session, view: HistoryView, part: Part, said: String, mayCorrect: Boolean) {
    val label = part.label[words.lang]
    val corrected = words.history.wasCorrected.takeIf { part.field in view.entry.amended }
    val taken = view.notTaken.find { it.part?.field == part.field }?.let { changeStateName(it.item.state)[words.lang] }
    val how = listOfNotNull(label, corrected, taken).joinToString(" · ")
    if (!mayCorrect) return Fact(how, said)
    Line(said, how, beside = { Icon(Icons.edit, words.history.correct, Modifier.size(Sizes.icon)) }) {
        session.way.to(Screen.Correct(view.entry.fact.id, part.field))
    }
}

/** A part that is only read. */
@Composable
private fun Fact(label: String, said: String) {
    Column(Modifier.semantics(mergeDescendants = true) {}) {
        Text(label, style = MaterialTheme.typography.bodyMedium, color = colours.textQuiet)
        Text(said, style = MaterialTheme.typography.bodyLarge)
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Photos(session: Session, view: HistoryView) {
    val photos = view.entry.fact.photos
    if (photos.isEmpty()) return
    Heading(words.record.photos(photos.size))
    FlowRow(
        horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
        verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
    ) { for (photo in photos) Photo(session, photo) }
}
