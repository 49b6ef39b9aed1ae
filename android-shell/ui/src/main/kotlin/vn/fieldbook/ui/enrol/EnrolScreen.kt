package vn.fieldbook.ui.enrol

import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import vn.fieldbook.Lang
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Memory
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.backup.BACKUPS
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.IconTouch
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.open.Opening
import vn.fieldbook.ui.permission.CameraRefused

/** The first screen of a new phone: point it at the hub's code. Who has lost a phone brings the backup first. */
@Composable
fun EnrolScreen(device: Device, opening: Opening, memory: Memory) {
    var copy by remember(opening) { mutableStateOf<ByteArray?>(null) }
    val enrolling =
        remember(opening) {
            Enrolling { invitation -> copy?.let { opening.restore(it, invitation) } ?: opening.enrol(invitation) }
        }
    val scope = rememberCoroutineScope()
    val picking = remember { Work(scope) }
    Inviting(
        device,
        enrolling,
        words.enrol.title,
        onBack = null,
        actions = { IconTouch(Icons.language, words.enrol.otherLanguage) { memory.lang = other(memory.lang) } },
        bottom = {
            // A copy from a phone that locks its book opens nowhere but there: to ask for it here would lead nowhere.
            if (copy == null && !device.locksBook) {
                SideButton(words.backup.restore, Icons.restore) { picking.start { copy = device.files.pick(BACKUPS) } }
            }
        },
    ) {
        if (copy != null) Note(words.backup.restoreNowScan, Tone.GOOD)
        Waiting(picking)
    }
}

/** An invitation is scanned or pasted, and the person asked whether it is theirs. */
@Composable
fun Inviting(
    device: Device,
    enrolling: Enrolling,
    title: String,
    onBack: (() -> Unit)?,
    actions: @Composable () -> Unit = {},
    bottom: @Composable ColumnScope.() -> Unit = {},
    above: @Composable ColumnScope.() -> Unit = {},
) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    LaunchedEffect(enrolling) { enrolling.begin() }
    when (val found = enrolling.found) {
        null -> Scanning(device, enrolling, title, onBack, actions, bottom, above)
        else -> IsThatYou(found, enrolling, work)
    }
}

@Composable
private fun Scanning(
    device: Device,
    enrolling: Enrolling,
    title: String,
    onBack: (() -> Unit)?,
    actions: @Composable () -> Unit,
    bottom: @Composable ColumnScope.() -> Unit,
    above: @Composable ColumnScope.() -> Unit,
) {
    var typing by rememberSaveable { mutableStateOf(false) }
    var typed by rememberSaveable { mutableStateOf("") }
    var refused by remember { mutableStateOf(false) }
    Page(
        title,
        onBack,
        actions,
        bottom = {
            if (typing) {
                MainButton(words.app.next, Icons.check, enabled = typed.isNotBlank()) { enrolling.read(typed) }
            } else {
                SideButton(words.enrol.paste, Icons.keyboard) { typing = true }
                bottom()
            }
        },
    ) {
        above()
        Text(words.enrol.how, style = MaterialTheme.typography.bodyLarge)
        if (!typing && !refused) {
            val window = Modifier.fillMaxWidth().aspectRatio(1f).clip(RoundedCornerShape(Sizes.corner))
            device.camera.View(window, torch = false, enrolling::look) { refused = true }
        }
        if (refused) CameraRefused(device) { refused = false }
        if (typing) {
            TextBox(words.enrol.pasteLabel, typed, lines = 3) { typed = it }
        }
        if (enrolling.sawAnother && !typing) Note(words.enrol.notAnInvitation, Tone.WARN)
        enrolling.strange?.let { Failure(it) }
    }
}

@Composable
private fun IsThatYou(found: Enrolling.Found, enrolling: Enrolling, work: Work) {
    Page(
        words.enrol.isThatYou,
        onBack = enrolling::notMe,
        bottom = {
            MainButton(words.enrol.itsMe, Icons.check, enabled = !work.running) { work.start { enrolling.confirm() } }
            SideButton(words.enrol.notMe, Icons.close, enabled = !work.running, onClick = enrolling::notMe)
        },
    ) {
        Text(found.invitation.personName, style = MaterialTheme.typography.headlineSmall)
        Text(found.invitation.orgName, style = MaterialTheme.typography.titleLarge)
        Text(words.enrol.validUntil(LocalTimes.current.moment(found.invitation.notAfter, words)))
        Waiting(work)
    }
}

private fun other(lang: Lang): Lang = if (lang == Lang.VI) Lang.EN else Lang.VI
