package vn.fieldbook.ui.visit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import java.time.LocalDate
import java.time.temporal.ChronoUnit.DAYS
import vn.fieldbook.DocKind
import vn.fieldbook.FieldbookException
import vn.fieldbook.NewVisit
import vn.fieldbook.Topic
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.opened
import vn.fieldbook.said
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Badge
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.icon
import vn.fieldbook.ui.record.name
import vn.fieldbook.watch

/** Where this person goes today, what comes later, and whether they can go without signal. */
@Composable
fun VisitsScreen(session: Session) {
    var planning by rememberSaveable { mutableStateOf(false) }
    if (planning) PlanScreen(session) { planning = false } else RouteScreen(session) { planning = true }
}

@Composable
private fun RouteScreen(session: Session, onPlan: () -> Unit) {
    val times = LocalTimes.current
    val views =
        remember(session.book) {
            session.book.watch(Topic.FACTS, Topic.DOCUMENTS, Topic.OUTBOX) {
                visitsView(it, session.drafts, times.today())
            }
        }
    var mayPlan by remember { mutableStateOf(false) }
    Page(
        words.visit.route,
        onBack = session.way::back,
        bottom = if (mayPlan) ({ MainButton(words.visit.plan, Icons.add, onClick = onPlan) }) else null,
    ) {
        Following(views) { view ->
            mayPlan = view.refused == null
            Route(session, view)
            Here(view)
        }
    }
}

@Composable
private fun Route(session: Session, view: VisitsView) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    idle(view)?.let { Note(it, null) }
    val go: (Stop) -> Unit = { stop -> work.start { session.way.to(Screen.Visit(session.visitTo(stop))) } }
    for (stop in view.route) StopLine(stop, go)
    Waiting(work)
    if (view.later.isNotEmpty()) Heading(words.visit.later)
    for (stop in view.later) StopLine(stop, go)
    if (view.past.isNotEmpty()) Heading(words.visit.past)
    for (stop in view.past) StopLine(stop, go)
}

/** Why there is nothing to do here now, in one sentence. The core names who may; a farmer asks what becomes of the visit. */
@Composable
private fun idle(view: VisitsView): String? {
    val refused = view.refused
    return when {
        refused is FieldbookException.NotAllowed && refused.reason == ONLY_VISITS -> words.visit.byOthers
        refused != null -> refused.said[words.lang]
        else -> words.visit.none.takeIf { view.route.isEmpty() }
    }
}

/** The core's reason for who never visits. */
private const val ONLY_VISITS = "only_visits"

/** The visit itself; a new one to a season or lot that was inspected before there were visits to it. */
private suspend fun Session.visitTo(stop: Stop) =
    when (stop.document.doc.kind) {
        DocKind.VISIT -> stop.document.doc.id
        else -> book.documents.openVisit(NewVisit(stop.document.name, subject = stop.document.doc.id)).doc.id
    }

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun StopLine(stop: Stop, onOpen: (Stop) -> Unit) {
    val times = LocalTimes.current
    val seen = stop.visited.last?.let { words.visit.lastTime + ": " + times.moment(it.fact.occurred, words) }
    Line(stop.document.name, seen ?: times.moment(stop.document.opened, words), stop.document.doc.kind.icon(), below = {
        FlowRow(
            horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
            verticalArrangement = Arrangement.spacedBy(Sizes.gapTiny),
        ) {
            if (stop.begun) Badge(words.visit.begun, Tone.WAITING, Icons.edit)
            stop.visited.due?.let { DueBadge(it) }
        }
    }) { onOpen(stop) }
}

/** How long there is until a day that was agreed on. */
@Composable
fun DueBadge(due: LocalDate) {
    val days = DAYS.between(LocalTimes.current.today(), due).toInt()
    when {
        days < 0 -> Badge(words.home.overdueBy(-days), Tone.BAD, Icons.calendar)
        days == 0 -> Badge(words.home.dueToday, Tone.WARN, Icons.calendar)
        else -> Badge(words.home.dueIn(days), Tone.WAITING, Icons.calendar)
    }
}

/** What was fetched, so that nobody learns in a valley without signal that it was not. */
@Composable
private fun Here(view: VisitsView) {
    val ready = view.synced != null && view.here.none { it.beginning }
    val each = view.here.map { if (it.beginning || view.synced == null) words.visit.notHere(it.name) else words.visit.here(it.name, it.documents.toInt()) }
    val when_ = listOfNotNull(view.synced?.let { words.home.lastSync(LocalTimes.current.moment(it, words)) } ?: words.home.neverSynced)
    val said = (each + when_).joinToString("\n")
    if (ready) Note(said, Tone.GOOD, title = words.visit.prefetched) else Note(said, Tone.WAITING)
}
