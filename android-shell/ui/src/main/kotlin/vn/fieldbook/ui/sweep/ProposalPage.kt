package vn.fieldbook.ui.sweep

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import vn.fieldbook.DocId
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.Finding
import vn.fieldbook.SpotMark
import vn.fieldbook.StampSpan
import vn.fieldbook.SweepReport
import vn.fieldbook.SweptSpot
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.activate.LotSummary
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.answered
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.Finding

/** What the sweep proposes, to be mended and then bound to a lot. */
@Composable
internal fun ProposalPage(session: Session, sweeping: Sweeping, lot: DocId?, onFilm: () -> Unit, onLot: () -> Unit) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    val report = sweeping.report
    val count = report?.count ?: 0
    // What the rules would find, as far as this phone knows. What is refused here, activating says again, with what can be done.
    val findings by answered(emptyList<Finding>(), lot, report) { found(session.book, lot, report) }
    Page(
        words.sweep.proposal,
        onBack = onFilm,
        bottom = {
            if (lot == null) {
                MainButton(words.activate.whichLot, Icons.lot, enabled = count > 0, onClick = onLot)
            } else {
                val label = if (findings.isNotEmpty()) words.activate.goAhead else words.activate.howMany(count)
                MainButton(label, Icons.activate, enabled = count > 0 && !work.running) {
                    work.start { bind(session, sweeping, lot) }
                }
            }
        },
    ) {
        Troubles(work)
        if (lot != null) LotSummary(session, lot, onChange = onLot)
        if (findings.isNotEmpty()) Heading(words.activate.findings)
        for (finding in findings) Finding(finding)
        if (report != null) Proposed(session, sweeping, report, work)
        SideButton(words.sweep.goOn, Icons.camera, onClick = onFilm)
        Discard(count, enabled = !work.running) {
            work.start {
                sweeping.discard()
                session.way.back()
            }
        }
    }
}

private suspend fun found(book: Fieldbook, lot: DocId?, report: SweepReport?): List<Finding> =
    if (lot == null || report == null) emptyList() else book.stamps.check(lot, spans(book, report)).findings

private suspend fun spans(book: Fieldbook, report: SweepReport): List<StampSpan> {
    val codes = report.codes.flatMap { it.stamps }
    val listed = if (codes.isEmpty()) emptyList() else book.stamps.codeSpans(codes)
    return book.stamps.spans(report.ranges.flatMap { it.stamps }) + listed
}

@Composable
private fun Proposed(session: Session, sweeping: Sweeping, report: SweepReport, work: Work) {
    var chosen by remember { mutableStateOf<SweptSpot?>(null) }
    Counts(report)
    SheetMap(report, chosen?.spot) { chosen = it }
    chosen?.let { spot ->
        // The place as it is now, not as it was when it was tapped.
        Chosen(report.spots.find { it.spot == spot.spot } ?: spot, work, sweeping)
    }
    Remarks(session, sweeping, report, work)
    ByNumber(sweeping, work)
}

/** A tapped place of the sheet, and what can be done with its stamp. */
@Composable
private fun Chosen(spot: SweptSpot, work: Work, sweeping: Sweeping) {
    val serial = spot.label
    Text(serial ?: words.sweep.notReadThere, style = MaterialTheme.typography.titleLarge)
    if (serial == null) return
    when (spot.mark) {
        SpotMark.READ -> SideButton(words.sweep.leaveOut, Icons.remove) { work.start { sweeping.leaveOut(serial) } }
        SpotMark.LEFT_OUT, SpotMark.DUPLICATE -> SideButton(words.sweep.takeBack, Icons.undo) { work.start { sweeping.takeIn(serial) } }
        SpotMark.STRANGER, SpotMark.UNREAD, SpotMark.UNSURE -> Unit
    }
}

/** A damaged stamp is typed in, another left out, by what is printed on it. */
@Composable
private fun ByNumber(sweeping: Sweeping, work: Work) {
    var open by rememberSaveable { mutableStateOf(false) }
    var typed by rememberSaveable { mutableStateOf("") }
    if (!open) return SideButton(words.sweep.byNumber, Icons.keyboard) { open = true }
    TextBox(words.scan.number, typed) { typed = it }
    Text(words.scan.typeHint)
    val ready = typed.isNotBlank() && !work.running
    SideButton(words.sweep.takeIn, Icons.add, ready) {
        work.start {
            sweeping.typeIn(typed)
            typed = ""
        }
    }
    SideButton(words.sweep.leaveOut, Icons.remove, ready) {
        work.start {
            sweeping.leaveOut(typed)
            typed = ""
        }
    }
}

private suspend fun bind(session: Session, sweeping: Sweeping, lot: DocId) {
    val claims = sweeping.activate(lot)
    session.device.syncSoon()
    // A sheet of very many pieces becomes several activations; then the lot's own list shows them.
    session.way.onTo(claims.singleOrNull()?.let { Screen.Claim(it.fact) } ?: Screen.Activate(lot))
}

/** What the core did not take, one sentence each. */
@Composable
internal fun Troubles(work: Work) {
    Waiting(work.running, words.wait.working, work::cancel)
    when (val failure = work.failure) {
        null -> Unit
        is FieldbookException.InvalidInput -> for (reason in failure.reasons) Note(reason.said[words.lang], Tone.BAD)
        else -> Failure(failure)
    }
}
