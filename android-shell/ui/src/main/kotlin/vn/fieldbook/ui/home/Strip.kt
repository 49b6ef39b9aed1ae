package vn.fieldbook.ui.home

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import vn.fieldbook.ChangeState
import vn.fieldbook.lastSync
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Syncing
import vn.fieldbook.ui.data.megabytes
import vn.fieldbook.ui.look.Badge
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.outbox.SyncState
import vn.fieldbook.ui.outbox.all
import vn.fieldbook.ui.outbox.lastSync
import vn.fieldbook.ui.outbox.stuck
import vn.fieldbook.ui.outbox.waits

/** The honest strip: where this phone's work is. It opens the outbox. */
@Composable
fun Strip(view: HomeView, syncing: Syncing, onOpen: () -> Unit) {
    Surface(
        modifier = Modifier.fillMaxWidth(),
        shape = RoundedCornerShape(Sizes.corner),
        color = colours.surface,
        border = BorderStroke(1.dp, colours.outline),
    ) {
        // The button is beside what opens, not inside: a thumb in the middle must not begin a sync.
        Column {
            Row(
                Modifier.fillMaxWidth().clickable(onClick = onOpen).heightIn(min = Sizes.touchTarget).padding(Sizes.gap),
                horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
                verticalAlignment = Alignment.CenterVertically,
            ) {
                Told(view, Modifier.weight(1f))
                Icon(Icons.forward, words.outbox.title, Modifier.size(Sizes.icon))
            }
            Column(Modifier.padding(horizontal = Sizes.gap).padding(bottom = Sizes.gap), Arrangement.spacedBy(Sizes.gapSmall)) {
                SyncState(view.sync, syncing)
                val worth = waits(view.counts, view.sync) || view.sync.lastSync == null
                if (worth && !syncing.work.running && !view.sync.running) SideButton(words.home.syncNow, Icons.sync) { syncing.start() }
            }
        }
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Told(view: HomeView, modifier: Modifier) {
    Column(modifier, Arrangement.spacedBy(Sizes.gapSmall)) {
        if (view.isFirstDay) Text(words.home.nothingWaits, style = MaterialTheme.typography.bodyLarge)
        FlowRow(
            horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
            verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
        ) {
            Whereabouts(view)
        }
        val use = view.today?.let { words.home.dataToday(megabytes(it, words)) }
        Text(
            listOfNotNull(lastSync(view.sync), use).joinToString(" · "),
            style = MaterialTheme.typography.bodyMedium,
            color = colours.textQuiet,
        )
    }
}

/** Everything of this phone is in one of these; what is only here comes first, for it is what a lost phone would lose. */
@Composable
private fun Whereabouts(view: HomeView) {
    val counts = view.counts
    if (counts.onPhone > 0uL) Badge(words.home.onPhone(counts.onPhone.toInt()), Tone.WAITING, Icons.of(ChangeState.ON_PHONE))
    if (counts.handedOver > 0uL) HandedOver(counts.handedOver.toInt(), view.sync.running)
    if (view.sync.freight > 0uL) Badge(words.outbox.carriedCount(view.sync.freight.toInt()), Tone.WAITING, Icons.bundle)
    if (view.needsYou > 0) Badge(words.home.needsYou(view.needsYou), Tone.WARN)
    if (counts.all + view.sync.freight > 0uL) {
        if (counts.received > 0uL) Badge(words.home.received(counts.received.toInt()), Tone.GOOD, Icons.of(ChangeState.RECEIVED))
    } else if (counts.received > 0uL || view.sync.lastSync != null) {
        Badge(words.home.allReceived, Tone.GOOD, Icons.of(ChangeState.RECEIVED))
    }
}

/** “Being sent” only while something is: what was given to another phone, or was cut off on its way, stays handed over. */
@Composable
private fun HandedOver(count: Int, running: Boolean) {
    if (running) {
        Badge(words.home.sending(count), Tone.WAITING, Icons.sync)
    } else {
        Badge(words.home.handedOver(count), Tone.WAITING, Icons.of(ChangeState.HANDED_OVER))
    }
}

/** What only a person can settle, each with a way there. */
@Composable
fun NeedsYou(view: HomeView, session: Session) {
    if (view.conflicts > 0) {
        Line(words.conflict.count(view.conflicts), words.conflict.which, Icons.conflict) { session.way.to(Screen.Conflicts) }
    }
    if (view.tasks.isNotEmpty()) {
        Line(words.home.stampTasks(view.tasks.size), words.activate.rival, Icons.activate) { session.way.to(Screen.Tasks) }
    }
    if (view.counts.stuck > 0uL) {
        val stuck = words.home.refused(view.counts.stuck.toInt())
        Line(stuck, words.outbox.whatToDo, Icons.of(ChangeState.REFUSED)) { session.way.to(Screen.Outbox) }
    }
    if (view.rescue != null) Line(words.home.rescued, words.home.readIt, Icons.warning) { session.way.to(Screen.Settings) }
}
