package vn.fieldbook.ui.visit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import vn.fieldbook.BlobHash
import vn.fieldbook.FactView
import vn.fieldbook.Nonconformity
import vn.fieldbook.Topic
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.said
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
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.Photo
import vn.fieldbook.ui.record.name
import vn.fieldbook.ui.record.named
import vn.fieldbook.watch

/** One visit: what was found there last time, and the checklist of this time. */
@Composable
fun VisitScreen(session: Session, screen: Screen.Visit) {
    var inspecting by rememberSaveable { mutableStateOf(false) }
    if (inspecting) InspectionScreen(session, screen) { inspecting = false } else Before(session, screen) { inspecting = true }
}

@Composable
private fun Before(session: Session, screen: Screen.Visit, onBegin: () -> Unit) {
    val views =
        remember(session.book, screen) {
            session.book.watch(Topic.FACTS, Topic.DOCUMENTS, Topic.CATALOG) {
                visitView(it, screen.doc, session.drafts)
            }
        }
    var seen by remember { mutableStateOf<VisitView?>(null) }
    Page(
        seen?.document?.name ?: words.visit.title,
        onBack = session.way::back,
        bottom = seen?.takeIf { it.refused == null }?.let { view -> { MainButton(begin(view), Icons.visit, onClick = onBegin) } },
    ) {
        Following(views) { view ->
            seen = view
            view.refused?.let { Note(it.said[words.lang], null) }
            LastTime(session, view)
            for (point in view.visited.nonconformities) PointSeen(session, point)
            if (view.refused == null) Others(session, view)
        }
    }
}

@Composable
private fun begin(view: VisitView): String =
    when {
        view.begun -> words.visit.goOn
        view.inspected -> words.visit.recheck
        else -> words.visit.start
    }

@Composable
private fun LastTime(session: Session, view: VisitView) {
    val last = view.visited.last
    if (last == null) return Note(words.visit.never, null)
    val lang = words.lang
    val notMet = notMet(view, last)
    val counted = if (notMet.isEmpty()) null else words.visit.notMet(notMet.size)
    val said = listOfNotNull(LocalTimes.current.moment(last.fact.occurred, words), counted).joinToString(" · ")
    Heading(words.visit.lastTime)
    Line(view.lastStep.said(Asked.CONCLUSION, last.fact.text(Asked.CONCLUSION), lang).orEmpty(), said, Icons.visit) {
        session.way.to(Screen.History(last.fact.id))
    }
    for (question in notMet) Text("– $question", style = MaterialTheme.typography.bodyLarge)
    last.fact.text(Asked.ACTION)?.let { Note(it, null, title = words.visit.correctiveAction) }
    last.fact.day(Asked.LOOK_AGAIN)?.let { DueBadge(it) }
    Photos(session, last.fact.photos)
}

/** The questions that were not met, in the words of then. */
@Composable
private fun notMet(view: VisitView, last: FactView): List<String> {
    val lang = words.lang
    return view.lastStep?.fields.orEmpty().filter { last.fact.text(it.code) == Asked.NOT_MET }.map { it.label[lang] }
}

/** What was found and what became of it. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun PointSeen(session: Session, point: Nonconformity) {
    Line(point.found, point.action, Icons.nonconformity, below = { Standing(point) }) { session.way.to(Screen.History(point.id)) }
    Photos(session, point.photos)
}

@Composable
internal fun Standing(point: Nonconformity) {
    if (point.mended) Badge(words.visit.mended, Tone.GOOD) else point.due?.let { DueBadge(it) }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
internal fun Photos(session: Session, photos: List<BlobHash>) {
    if (photos.isEmpty()) return
    FlowRow(
        horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
        verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
    ) { for (photo in photos) Photo(session, photo) }
}

/** A survey, a note: written as any other entry. */
@Composable
private fun Others(session: Session, view: VisitView) {
    if (view.others.isNotEmpty()) Heading(words.steps.other)
    for (step in view.others) {
        Line(step.name[words.lang], icon = Icons.step(step.code, step.kind)) { session.way.to(Screen.Entry(view.document.doc.id, step.code)) }
    }
    if (view.entries.isNotEmpty()) Heading(words.record.written)
    for (entry in view.entries) {
        val name by named(session, entry)
        Line(name ?: entry.fact.step, LocalTimes.current.moment(entry.fact.occurred, words), Icons.step(entry.fact.step, entry.fact.kind)) {
            session.way.to(Screen.History(entry.fact.id))
        }
    }
}
