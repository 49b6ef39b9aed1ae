package vn.fieldbook.ui.backup

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Session
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
    val opening = session.opening
    when {
        // Where the person was belongs to the book that was.
        opening.restoring.copy != null -> RestorePage(session.device, opening.restoring, replaces = true, session.way::home)
        opening.backing.asking -> PassphrasePage(session, opening.backing)
        else -> Kept(session, opening.backing, opening.restoring)
    }
}

@Composable
private fun Kept(session: Session, backing: Backing, restoring: Restoring) {
    val times = LocalTimes.current
    Page(
        words.backup.title,
        onBack = session.way::back,
        bottom = { MainButton(words.backup.make, Icons.backup, onClick = backing::ask) },
    ) {
        Text(words.backup.why)
        Text(words.backup.withoutPhotos)
        Text(session.memory.lastBackup?.let { words.backup.last(times.moment(it, words)) } ?: words.backup.never)
        backing.made?.let { bytes ->
            if (bytes > 0) Note(words.backup.made(megabytes(bytes.toULong(), words)), Tone.GOOD) else Note(words.backup.givenUp, Tone.WARN)
        }
        SideButton(words.backup.restore, Icons.restore, enabled = !restoring.picking.running, onClick = restoring::pick)
        Waiting(restoring.picking)
    }
}
