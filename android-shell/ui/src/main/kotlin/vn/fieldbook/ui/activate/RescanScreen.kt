package vn.fieldbook.ui.activate

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
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
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.draft.Form
import vn.fieldbook.ui.draft.FormPage
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.permission.CameraRefused
import vn.fieldbook.ui.permission.PlaceQuestion
import vn.fieldbook.ui.permission.owesWordOnPlace
import vn.fieldbook.ui.record.Photo
import vn.fieldbook.ui.scan.Torch
import vn.fieldbook.ui.scan.Viewfinder
import vn.fieldbook.ui.sweep.Troubles

/** Scans the stamps in hand again, with a photo, for whoever settles the dispute. */
@Composable
fun RescanScreen(session: Session, screen: Screen.Rescan) {
    if (session.owesWordOnPlace) return PlaceQuestion(session)
    val book = session.book
    Form(session, screen, words.activate.rescan, begin = {
        session.drafts.of(book, screen, { book.stamps.claimHistory(screen.claim).size }) {
            Rescanning(book, session.device, screen.claim, session::tick).apply { begin() }
        }
    }) { Stamps(session, it) }
}

@Composable
private fun Stamps(session: Session, drafting: Drafting<Rescanning>) {
    val rescanning = drafting.form
    val work = drafting.saving
    var torch by rememberSaveable { mutableStateOf(false) }
    var refused by remember { mutableStateOf(false) }
    val inHand = rescanning.read.size + rescanning.typed.size
    FormPage(
        session,
        drafting,
        words.activate.rescan,
        actions = { if (!refused) Torch(torch) { torch = !torch } },
        bottom = {
            SideButton(words.activate.photo, Icons.camera, enabled = !work.running && !drafting.photographing.running) {
                drafting.photograph(session.book, Rescanning.ALBUM)
            }
            MainButton(words.app.save, Icons.save, enabled = inHand > 0 && !work.running) { save(session, drafting) }
        },
    ) {
        if (refused) {
            CameraRefused(session.device) { refused = false }
        } else {
            Viewfinder(session.device, torch, rescanning.sighting, rescanning::look) { refused = true }
        }
        Troubles(work)
        Waiting(drafting.photographing, words.wait.photo)
        rescanning.failure?.let { Failure(it) }
        InHand(session, rescanning, inHand)
        Typing(rescanning)
    }
}

private fun save(session: Session, drafting: Drafting<Rescanning>) =
    drafting.save(drafting.form::save) { saved ->
        session.device.syncSoon();
        { way -> way.onTo(Screen.Saved(saved.view.fact.id)) }
    }

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun InHand(session: Session, rescanning: Rescanning, count: Int) {
    Text(
        if (count == 0) words.activate.rescanHow else words.activate.inHand(count),
        Modifier.semantics { liveRegion = LiveRegionMode.Polite },
        style = MaterialTheme.typography.titleLarge,
    )
    if (rescanning.others.isNotEmpty()) Note(words.activate.othersSeen(rescanning.others.size), Tone.WAITING)
    if (rescanning.photos.isEmpty()) return
    Text(words.record.photos(rescanning.photos.size))
    FlowRow(horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall)) { for (photo in rescanning.photos) Photo(session, photo) }
}

@Composable
private fun Typing(rescanning: Rescanning) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    var open by rememberSaveable { mutableStateOf(rescanning.typing.isNotEmpty()) }
    for (typed in rescanning.typed) Text(typed)
    if (!open) return SideButton(words.scan.typeIt, Icons.keyboard) { open = true }
    TextBox(words.scan.number, rescanning.typing) { rescanning.typing = it }
    SideButton(words.activate.addStamps, Icons.add, enabled = rescanning.typing.isNotBlank() && !work.running) {
        work.start {
            rescanning.type(rescanning.typing)
            rescanning.typing = ""
        }
    }
    Troubles(work)
}
