package vn.fieldbook.ui.activate

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import vn.fieldbook.Claim
import vn.fieldbook.ClaimDeed
import vn.fieldbook.ClaimEvent
import vn.fieldbook.ClaimState
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.FindingCode
import vn.fieldbook.Rival
import vn.fieldbook.StampSpan
import vn.fieldbook.Task
import vn.fieldbook.TaskKind
import vn.fieldbook.Topic
import vn.fieldbook.claimStateName
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.looks.tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.Finding
import vn.fieldbook.ui.record.name
import vn.fieldbook.watch

/** An activation with its lot, those in its way, what happened to it and what is to be done. */
class ClaimView(
    val claim: Claim,
    /** All stamps that it names, also those that do not stand. */
    val named: List<StampSpan>,
    val lot: String,
    /** Whose lots this book knows, by activation. */
    val rivalLots: Map<Rival, String?>,
    /** The oldest first. */
    val events: List<ClaimEvent>,
    val task: Task?,
) {
    /** As it is shown. */
    val state: ClaimState get() = task?.shown ?: claim.state
}

suspend fun claimView(book: Fieldbook, screen: Screen.Claim): ClaimView {
    val claim = book.stamps.claim(screen.claim)
    return ClaimView(
        claim = claim,
        named = book.journal.get(screen.claim).fact.stamps,
        lot = book.documents.get(claim.lot).name,
        rivalLots = claim.rivals.associateWith { book.lotOf(it) },
        events = book.stamps.claimHistory(screen.claim),
        task = book.tasks.list().find { it.claim == screen.claim },
    )
}

/** Of others' activations, which are not here, nothing. */
private suspend fun Fieldbook.lotOf(rival: Rival): String? =
    try {
        documents.get(stamps.claim(rival.claim).lot).name
    } catch (elsewhere: FieldbookException.NotFound) {
        null
    }

@Composable
fun ClaimScreen(session: Session, screen: Screen.Claim) {
    val views = remember(session.book, screen) { session.book.watch(Topic.CLAIMS, Topic.FACTS) { claimView(it, screen) } }
    Page(
        words.activate.stamps,
        onBack = session.way::back,
        bottom = { MainButton(words.app.done, Icons.home) { session.way.home() } },
    ) {
        Following(views) { view -> Activation(session, view) }
    }
}

@Composable
private fun Activation(session: Session, view: ClaimView) {
    val claim = view.claim
    Text(said(view.named), style = MaterialTheme.typography.titleLarge)
    Text(view.lot, style = MaterialTheme.typography.titleMedium)
    StateBadge(view.state)
    if (claim.state == ClaimState.PENDING) Note(words.activate.kept, Tone.WAITING)
    view.task?.let { ToDo(session, it) }
    // Those in its way have lines of their own, which name their lots.
    for (finding in claim.findings) if (finding.code != FindingCode.RANGE_OVERLAP || claim.rivals.isEmpty()) Finding(finding)
    for ((rival, lot) in view.rivalLots) RivalLine(session, rival, lot)
    Heading(words.activate.whatHappened)
    for (event in view.events) EventLine(session, event)
    SideButton(words.activate.voidStamps, Icons.stampBad) { session.way.to(Screen.Entry(claim.lot, VOID_STAMPS)) }
    SideButton(words.activate.toVoid, Icons.history) { session.way.to(Screen.History(claim.fact)) }
}

/** The step of every product group by which damaged stamps are reported. */
private const val VOID_STAMPS = "void_stamps"

@Composable
private fun RivalLine(session: Session, rival: Rival, lot: String?) {
    val title = words.activate.rivalStamps(said(rival.range))
    if (lot == null) {
        Note(words.activate.rivalElsewhere, Tone.WARN, title = title)
    } else {
        Line(title, words.activate.rivalLot(lot), Icons.conflict) { session.way.to(Screen.Claim(rival.claim)) }
    }
}

/** What is to be done about it, and the way there. */
@Composable
internal fun ToDo(session: Session, task: Task) {
    val tone = if (task.kind == TaskKind.WAIT) Tone.WAITING else Tone.WARN
    Note(task.remedy[words.lang], tone, title = task.said[words.lang])
    val hindrance = task.hindrance
    if (hindrance != null) return Note(hindrance[words.lang], null)
    when (task.kind) {
        TaskKind.RESCAN -> MainButton(words.activate.rescan, Icons.scan) { session.way.to(Screen.Rescan(task.claim)) }
        TaskKind.MEND -> MainButton(words.lot.title, Icons.lot) { session.way.to(Screen.Lot(task.lot)) }
        TaskKind.TAKE_OFF -> {
            MainButton(words.activate.toVoid, Icons.history) { session.way.to(Screen.History(task.claim)) }
            SideButton(words.activate.rescan, Icons.scan) { session.way.to(Screen.Rescan(task.claim)) }
        }
        TaskKind.WAIT -> Unit
    }
}

@Composable
private fun EventLine(session: Session, event: ClaimEvent) {
    val somebody = words.activate.somebody
    val moment = LocalTimes.current.moment(event.at, words)
    when (val what = event.what) {
        is ClaimDeed.Made -> Note(moment, null, title = words.activate.made(what.byName ?: somebody))
        is ClaimDeed.Rescanned ->
            Line(words.activate.rescanned(what.byName ?: somebody, said(what.stamps)), moment, Icons.scan) {
                session.way.to(Screen.History(what.fact))
            }
        is ClaimDeed.Judged -> Judged(event, what, moment)
        is ClaimDeed.Withdrawn -> {
            val told = listOfNotNull(moment, what.reason).joinToString(" · ")
            Note(told, null, title = words.activate.withdrawn(what.byName ?: somebody))
        }
    }
}

@Composable
private fun Judged(event: ClaimEvent, what: ClaimDeed.Judged, moment: String) {
    val ruling = what.ruling
    val ruled = ruling?.let { if (it.keeps) words.activate.ruledFor else words.activate.ruledAgainst }
    val title = ruled ?: words.activate.judged(event.state?.let { claimStateName(it)[words.lang] }.orEmpty())
    Note(listOfNotNull(moment, ruling?.note).joinToString(" · "), event.state?.tone, title = title)
}
