package vn.fieldbook.ui.backup

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.data.megabytes
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words

/** A copy of the book for the person to keep, and the way back from one. */
@Composable
fun BackupScreen(session: Session) {
    val scope = rememberCoroutineScope()
    val backing = remember(session.book) { Backing(session.book, session.device, scope) }
    val restoring = remember(session.book) { Work(scope) }
    val copy = backing.picked
    if (copy == null) Copies(session, backing) else Replace(session, backing, copy, restoring)
}

@Composable
private fun Copies(session: Session, backing: Backing) {
    val times = LocalTimes.current
    Page(
        words.backup.title,
        onBack = session.way::back,
        bottom = {
            MainButton(words.backup.make, Icons.backup, enabled = !backing.making.running) {
                backing.make(times.today()) { session.memory.lastBackup = times.now() }
            }
        },
    ) {
        // An encrypted copy opens under its own phone's key only: to call it a help for a lost phone would be a lie.
        if (session.device.locksBook) Note(words.backup.thisPhoneOnly, Tone.WARN) else Text(words.backup.why)
        Text(words.backup.withoutPhotos)
        Text(session.memory.lastBackup?.let { words.backup.last(times.moment(it, words)) } ?: words.backup.never)
        Waiting(backing.making)
        backing.made?.let { bytes ->
            if (bytes > 0) Note(words.backup.made(megabytes(bytes.toULong(), words)), Tone.GOOD) else Note(words.backup.givenUp, Tone.WARN)
        }
        SideButton(words.backup.restore, Icons.restore, enabled = !backing.picking.running, onClick = backing::pick)
        Waiting(backing.picking)
    }
}

/** Asked once more, with what would be lost: the book on this phone is not the backup's. */
@Composable
private fun Replace(session: Session, backing: Backing, copy: ByteArray, restoring: Work) {
    Page(
        words.backup.restore,
        onBack = backing::forget,
        bottom = {
            MainButton(words.app.cancel, Icons.close, enabled = !restoring.running, onClick = backing::forget)
            SideButton(words.backup.restoreHere, Icons.restore, enabled = !restoring.running) {
                restoring.start {
                    session.opening.restore(copy)
                    // Where the person was belongs to the book that was.
                    session.way.home()
                }
            }
        },
    ) {
        Note(words.backup.restoreWarning, Tone.BAD)
        Text(megabytes(copy.size.toULong(), words))
        Waiting(restoring)
    }
}
