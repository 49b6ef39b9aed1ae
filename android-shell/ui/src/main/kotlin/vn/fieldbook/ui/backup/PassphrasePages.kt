package vn.fieldbook.ui.backup

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.enrol.Inviting
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.Secret
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words

/** The passphrase of a copy that is to be made, typed twice. */
@Composable
internal fun PassphrasePage(session: Session, backing: Backing) {
    val times = LocalTimes.current
    val running = backing.making.running
    session.device.OnBack(enabled = true, backing::forget)
    Page(
        words.backup.make,
        onBack = backing::forget,
        bottom = {
            // Beside the button, where it is seen also when the keyboard has taken half of the page.
            Waiting(backing.making)
            MainButton(words.backup.make, Icons.backup, enabled = backing.isTyped && !running) {
                backing.make(session.book, times.today()) { session.memory.lastBackup = times.now() }
            }
        },
    ) {
        Text(words.backup.passphraseWhy, style = MaterialTheme.typography.bodyLarge)
        Covered { secret ->
            TextBox(words.backup.passphrase, backing.passphrase, secret = secret, onType = backing::type)
            val wrong = words.backup.passphraseDiffers.takeIf { backing.differs }
            TextBox(words.backup.passphraseAgain, backing.again, wrong, secret = secret, onType = backing::typeAgain)
        }
    }
}

/** The way back from a copy that was picked; [replaces]: there is a book on this phone, which goes. */
@Composable
fun RestorePage(device: Device, restoring: Restoring, replaces: Boolean, onDone: () -> Unit) {
    device.OnBack(enabled = true, restoring::forget)
    val enrolling = restoring.enrolling
    if (enrolling == null) {
        Unlocking(restoring, replaces, onDone)
    } else {
        Inviting(device, enrolling, words.backup.restore, onBack = restoring::forget, work = restoring.working) {
            Note(words.backup.restoreNowScan, Tone.GOOD)
        }
    }
}

@Composable
private fun Unlocking(restoring: Restoring, replaces: Boolean, onDone: () -> Unit) {
    val running = restoring.working.running
    Page(
        words.backup.restore,
        onBack = restoring::forget,
        bottom = {
            restoring.working.failure?.let { Failure(it) }
            // Without a way out: between two books there is nowhere to stop.
            Waiting(running)
            val label = if (replaces) words.backup.restoreHere else words.backup.passphraseOpen
            MainButton(label, Icons.restore, enabled = restoring.passphrase.isNotEmpty() && !running) { restoring.open(onDone) }
        },
    ) {
        // Told before the first try: with large letters two notes would leave no room for the field.
        if (replaces && restoring.working.failure == null) Note(words.backup.restoreWarning, Tone.BAD)
        Text(words.backup.passphraseAsk, style = MaterialTheme.typography.bodyLarge)
        Covered { secret -> TextBox(words.backup.passphrase, restoring.passphrase, secret = secret, onType = restoring::type) }
    }
}

/** Fields as dots, until the person wants to read them. */
@Composable
private fun Covered(fields: @Composable (Secret) -> Unit) {
    var shown by rememberSaveable { mutableStateOf(false) }
    fields(if (shown) Secret.SHOWN else Secret.COVERED)
    val label = if (shown) words.backup.passphraseHide else words.backup.passphraseShow
    SideButton(label, if (shown) Icons.hide else Icons.show) { shown = !shown }
}
