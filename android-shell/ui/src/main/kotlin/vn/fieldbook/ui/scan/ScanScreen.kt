package vn.fieldbook.ui.scan

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import vn.fieldbook.FactId
import vn.fieldbook.StampClass
import vn.fieldbook.StampStanding
import vn.fieldbook.claimStateName
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.stampClassName
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.activate.disputes
import vn.fieldbook.ui.activate.shown
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.IconTouch
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.answered
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.permission.CameraRefused

/** As many of the earlier ones as a person still remembers. */
private const val EARLIER_MAX = 5

/** Point at a stamp, and it says what it is. From here the way leads to whole sheets. */
@Composable
fun ScanScreen(session: Session) {
    val scanning = remember(session.book) { Scanning(session.book, session::tick) }
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    var torch by rememberSaveable { mutableStateOf(false) }
    var refused by remember { mutableStateOf(false) }
    var typing by rememberSaveable { mutableStateOf(false) }
    var typed by rememberSaveable { mutableStateOf("") }
    Page(
        words.scan.title,
        onBack = session.way::back,
        actions = {
            if (typing && !refused) IconTouch(Icons.camera, words.scan.cameraAgain) { typing = false }
            if (!typing) Torch(torch) { torch = !torch }
        },
        bottom = {
            if (typing) {
                MainButton(words.scan.lookUp, Icons.search, enabled = typed.isNotBlank() && !work.running) { work.start { scanning.type(typed) } }
                SideButton(words.activate.title, Icons.activate) { session.way.to(Screen.StampLot) }
            } else {
                MainButton(words.scan.many, Icons.sweep) { session.way.to(Screen.Sweep(lot = null)) }
                SideButton(words.scan.typeIt, Icons.keyboard) { typing = true }
            }
        },
    ) {
        if (refused) {
            CameraRefused(session.device) {
                refused = false
                typing = false
            }
        }
        if (typing) {
            TextBox(words.scan.number, typed) { typed = it }
            Text(words.scan.typeHint)
        } else {
            Viewfinder(session.device, torch, scanning.sighting, scanning::look) {
                refused = true
                typing = true
            }
        }
        Waiting(work)
        scanning.failure?.let { Failure(it) }
        Read(session, scanning, aiming = !typing)
    }
}

@Composable
private fun Read(session: Session, scanning: Scanning, aiming: Boolean) {
    val newest = scanning.read.firstOrNull()
    if (newest != null) StampCard(session, newest) else if (aiming) Text(words.scan.aim, style = MaterialTheme.typography.bodyLarge)
    val earlier = scanning.read.drop(1).take(EARLIER_MAX)
    if (earlier.isNotEmpty()) Heading(words.scan.earlier)
    for (view in earlier) Line(view.label, null, view.icon()) { scanning.show(view) }
}

/** What a stamp is, and where it belongs. */
@Composable
private fun StampCard(session: Session, view: StampStanding) {
    val disputes by answered(emptySet<FactId>(), view.label) { session.book.disputes() }
    Column(
        Modifier.semantics { liveRegion = LiveRegionMode.Polite },
        verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
    ) {
        Text(view.label, style = MaterialTheme.typography.headlineSmall)
        when {
            view.foreign -> Note(words.scan.foreign, Tone.WARN)
            view.stamp.`class` == StampClass.NOT_A_STAMP -> Note(words.scan.noStamp, Tone.WARN)
            !view.isStamp -> Note(stampClassName(view.stamp.`class`)[words.lang], null)
            view.claims.isEmpty() -> Note(words.scan.belongsToNone, null)
        }
        for (claim in view.claims) {
            val state = disputes.shown(claim.claim, claim.state)
            Line(words.scan.belongsTo(claim.lotName), claimStateName(state)[words.lang], Icons.of(state)) {
                session.way.to(Screen.Claim(claim.claim))
            }
        }
        view.product?.let { Text(it) }
    }
}

private fun StampStanding.icon() =
    when {
        foreign -> Icons.stampForeign
        !isStamp -> Icons.question
        claims.isEmpty() -> Icons.qr
        else -> Icons.activate
    }
