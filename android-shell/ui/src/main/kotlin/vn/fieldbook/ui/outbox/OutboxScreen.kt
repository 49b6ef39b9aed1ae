package vn.fieldbook.ui.outbox

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import vn.fieldbook.Ending
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Syncing
import vn.fieldbook.ui.data.megabytes
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** How many more are shown at a time. */
private const val PAGE = 30

/** Where each piece of this phone's work is, what to do about what is stuck, and the two ways on: the network and a file. */
@Composable
fun OutboxScreen(session: Session) {
    var shown by rememberSaveable { mutableIntStateOf(PAGE) }
    val syncing = session.syncing
    DisposableEffect(syncing) { onDispose(syncing::seen) }
    val views = remember(session.book, shown) { outboxViews(session.book, shown.toUInt()) }
    val link by session.device.network.link.collectAsState()
    var seen by remember { mutableStateOf<OutboxView?>(null) }
    Page(
        words.outbox.title,
        onBack = session.way::back,
        bottom = {
            // Without a network the file is the way that works.
            if (link != null) SendNow(calls = seen?.let { waits(it.counts, it.status) } == true, syncing)
            SideButton(words.outbox.handOver, Icons.bundle) { session.way.to(Screen.Bundles) }
        },
    ) {
        Following(views) { view ->
            seen = view
            Text(lastSync(view.status), color = colours.textQuiet)
            if (link == null && view.status.lastEnding !is Ending.Offline) Note(words.home.offline, Tone.WAITING)
            SyncState(view.status, syncing)
            if (!syncing.work.running && syncing.ending is Ending.Complete) Note(words.outbox.synced, Tone.GOOD)
            if (view.waitingForWifi.isNotEmpty()) Photos(view, session, syncing)
            Items(view, session)
            if (view.more) SideButton(words.app.more, Icons.expand) { shown += PAGE }
        }
    }
}

/** What the screen is for while something waits; else a way to fetch what is new, which need not call for a thumb. */
@Composable
private fun SendNow(calls: Boolean, syncing: Syncing) {
    val enabled = !syncing.work.running
    if (calls) {
        MainButton(words.home.syncNow, Icons.sync, enabled) { syncing.start() }
    } else {
        SideButton(words.home.syncNow, Icons.sync, enabled) { syncing.start() }
    }
}

/** They wait so that they cost nothing; who wants them gone now says so. */
@Composable
private fun Photos(view: OutboxView, session: Session, syncing: Syncing) {
    val size = view.waitingForWifi.sumOf { it.bytes }
    Note("${words.outbox.photosWaiting(view.waitingForWifi.size)} · ${megabytes(size, words)}", Tone.WAITING, title = words.data.photosWait) {
        SideButton(words.data.sendNowAnyway, Icons.photo, enabled = !syncing.work.running) {
            syncing.start { for (photo in view.waitingForWifi) session.book.blobs.sendNow(photo.hash) }
        }
    }
}

@Composable
private fun Items(view: OutboxView, session: Session) {
    if (view.items.isEmpty()) Note(words.outbox.empty, Tone.GOOD)
    if (view.stuck.isNotEmpty()) Heading(words.outbox.needsYou)
    for (item in view.stuck) Stuck(item, session)
    if (view.waiting.isNotEmpty()) Heading(words.outbox.waits)
    for (item in view.waiting) Waits(item, session)
}
