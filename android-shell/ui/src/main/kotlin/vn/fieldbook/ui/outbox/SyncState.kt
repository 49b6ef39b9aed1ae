package vn.fieldbook.ui.outbox

import androidx.compose.runtime.Composable
import vn.fieldbook.Ending
import vn.fieldbook.SyncStatus
import vn.fieldbook.get
import vn.fieldbook.lastSync
import vn.fieldbook.looks.Tone
import vn.fieldbook.sayEnding
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Syncing
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words

/** How a sync goes, whoever has begun it, or what ended the last one early; one begun here can be stopped. */
@Composable
fun SyncState(status: SyncStatus, syncing: Syncing) {
    if (syncing.work.running) {
        Waiting(running = true, going(syncing), syncing.work::cancel)
        return
    }
    if (status.running) {
        Waiting(running = true, status.waitingMs?.let { againIn(it) } ?: words.outbox.byItself)
        return
    }
    syncing.work.failure?.let { Failure(it) }
    ending(syncing.ending ?: status.lastEnding)
}

/** When the hub last answered. */
@Composable
fun lastSync(status: SyncStatus): String =
    status.lastSync?.let { words.home.lastSync(LocalTimes.current.moment(it, words)) } ?: words.home.neverSynced

@Composable
private fun going(syncing: Syncing): String {
    val progress = syncing.progress
    val waiting = progress?.waitingMs
    return when {
        waiting != null -> againIn(waiting)
        progress != null && progress.outbox > 0uL -> words.outbox.left(progress.outbox.toInt())
        else -> words.outbox.syncing
    }
}

/** Rounded up: nobody waits zero seconds. */
@Composable
private fun againIn(waitingMs: ULong): String = words.outbox.againIn(((waitingMs + 999uL) / 1000uL).toInt())

@Composable
private fun ending(ending: Ending?) {
    when (ending) {
        is Ending.Cancelled -> Note(words.outbox.stopped, Tone.WAITING)
        is Ending.Offline -> Note(words.home.offline, Tone.WAITING)
        is Ending.Refused -> Note(sayEnding(ending)[words.lang], Tone.BAD)
        // That all went well is said by what is no longer here.
        is Ending.Complete, null -> Unit
    }
}
