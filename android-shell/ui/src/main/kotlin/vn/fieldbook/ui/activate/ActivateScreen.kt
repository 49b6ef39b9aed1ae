package vn.fieldbook.ui.activate

import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import vn.fieldbook.Claim
import vn.fieldbook.Lease
import vn.fieldbook.claimStateName
import vn.fieldbook.get
import vn.fieldbook.Topic
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.draft.Form
import vn.fieldbook.ui.draft.FormPage
import vn.fieldbook.ui.draft.LeftBefore
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.Finding
import vn.fieldbook.ui.record.name
import vn.fieldbook.ui.sweep.Troubles
import vn.fieldbook.watch

/** Stamps for a lot: by the camera over sheets, by first and last number, by whole rolls. */
@Composable
fun ActivateScreen(session: Session, screen: Screen.Activate) {
    val book = session.book
    Form(session, screen, words.activate.title, begin = {
        session.drafts.of(book, screen, { book.stamps.claims(screen.lot).size }) { Proposing(book, screen.lot) }
    }) { Activating(session, screen, it) }
}

@Composable
private fun Activating(session: Session, screen: Screen.Activate, drafting: Drafting<Proposing>) {
    val proposing = drafting.form
    var typing by rememberSaveable { mutableStateOf(drafting.leftAt != null) }
    val lots = remember(session.book, screen) { session.book.watch(Topic.FACTS, Topic.CLAIMS, Topic.CATALOG) { lotStamps(it, screen.lot) } }
    val proposal = proposing.proposal
    when {
        proposal != null -> CheckPage(session, screen, drafting, proposal)
        typing -> NumbersPage(session, drafting) { typing = false }
        else -> WaysPage(session, screen, drafting, onNumbers = { typing = true }) { Following(lots) { Ways(session, it, proposing) } }
    }
}

@Composable
private fun WaysPage(session: Session, screen: Screen.Activate, drafting: Drafting<Proposing>, onNumbers: () -> Unit, content: @Composable ColumnScope.() -> Unit) {
    FormPage(
        session,
        drafting,
        words.activate.title,
        bottom = {
            MainButton(words.scan.many, Icons.sweep) { session.way.to(Screen.Sweep(screen.lot)) }
            SideButton(words.activate.byNumber, Icons.keyboard, onClick = onNumbers)
        },
        content = content,
    )
}

@Composable
private fun Ways(session: Session, view: LotStamps, proposing: Proposing) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    Text(view.document.name, style = MaterialTheme.typography.headlineSmall)
    view.hindrance?.let { Failure(it) }
    Packed(view)
    if (view.claims.isNotEmpty()) Heading(words.activate.doneBefore)
    for (claim in view.claims) ClaimLine(session, view, claim)
    if (view.leases.isNotEmpty()) Heading(words.activate.wholeLease)
    for (lease in view.leases) {
        Line(said(lease.range), standing(lease), Icons.qr) { work.start { proposing.byLease(lease) } }
    }
    Troubles(work)
}

/** An activation, in a line. */
@Composable
private fun ClaimLine(session: Session, view: LotStamps, claim: Claim) {
    val state = view.disputes.shown(claim.fact, claim.state)
    Line(said(view.named[claim.fact].orEmpty()), claimStateName(state)[words.lang], Icons.of(state)) { session.way.to(Screen.Claim(claim.fact)) }
}

@Composable
private fun standing(lease: Lease): String {
    val times = LocalTimes.current
    val day = times.day(times.local(lease.notAfter.toInstant()).toLocalDate(), words)
    return when {
        lease.revokedMs != null -> words.activate.revoked
        lease.notAfter.toInstant() < times.now() -> words.activate.ended(day)
        else -> words.activate.until(day)
    }
}

@Composable
private fun NumbersPage(session: Session, drafting: Drafting<Proposing>, onBack: () -> Unit) {
    val proposing = drafting.form
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    session.device.OnBack(enabled = true, onBack)
    Page(
        words.activate.byNumber,
        onBack,
        bottom = {
            MainButton(words.activate.look, Icons.check, enabled = proposing.first.isNotBlank() && !work.running) {
                work.start { proposing.byNumber() }
            }
        },
    ) {
        LeftBefore(drafting)
        TextBox(words.activate.rangeFirst, proposing.first) { proposing.first = it }
        TextBox(words.activate.rangeLast, proposing.last) { proposing.last = it }
        Troubles(work)
    }
}

/** What is about to be activated, and what is known to be wrong with it. */
@Composable
private fun CheckPage(session: Session, screen: Screen.Activate, drafting: Drafting<Proposing>, proposal: Proposing.Proposal) {
    val work = drafting.saving
    val back = { if (!work.running) drafting.form.proposal = null }
    session.device.OnBack(enabled = true, back)
    Page(
        words.activate.title,
        onBack = back,
        bottom = {
            val label = if (proposal.findings.isNotEmpty()) words.activate.goAhead else words.activate.howMany(proposal.count)
            MainButton(label, Icons.activate, enabled = !work.running) { activate(session, drafting, proposal) }
        },
    ) {
        LotSummary(session, screen.lot)
        Heading(words.activate.stamps)
        Text(words.sweep.found(proposal.count), style = MaterialTheme.typography.headlineSmall)
        for (range in proposal.ranges) Text(said(range), style = MaterialTheme.typography.bodyLarge)
        if (proposal.findings.isNotEmpty()) Heading(words.activate.findings)
        for (finding in proposal.findings) Finding(finding)
        Troubles(work)
    }
}

private fun activate(session: Session, drafting: Drafting<Proposing>, proposal: Proposing.Proposal) =
    drafting.save({ drafting.form.activate(proposal) }) { claim ->
        session.device.syncSoon();
        { way -> way.onTo(Screen.Claim(claim.fact)) }
    }
