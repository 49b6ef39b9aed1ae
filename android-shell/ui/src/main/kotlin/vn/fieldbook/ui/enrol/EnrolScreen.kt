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
import vn.fieldbook.ui.backup.RestorePage
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
    val restoring = opening.restoring
    if (restoring.copy != null) {
        RestorePage(device, restoring, replaces = false) {}
        return
    }
    val enrolling = remember(opening) { Enrolling(opening::enrol) }
    Inviting(
        device,
        enrolling,
        words.enrol.title,
        onBack = null,
        actions = { IconTouch(Icons.language, words.enrol.otherLanguage) { memory.lang = other(memory.lang) } },
        bottom = {
            SideButton(words.backup.restore, Icons.restore, enabled = !restoring.picking.running, onClick = restoring::pick)
        },
    ) {
        Waiting(restoring.picking)
    }
}

/** An invitation is scanned or pasted, and the person asked whether it is theirs; [work] is what is made of it then. */
@Composable
fun Inviting(
    device: Device,
    enrolling: Enrolling,
    title: String,
    onBack: (() -> Unit)?,
    actions: @Composable () -> Unit = {},
    bottom: @Composable ColumnScope.() -> Unit = {},
    work: Work = rememberWork(),
    above: @Composable ColumnScope.() -> Unit = {},
) {
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
        // Above what the camera sees: below it, large letters push it off the screen, and nobody knows why nothing happens.
        if (enrolling.sawAnother && !typing) Note(words.enrol.notAnInvitation, Tone.WARN)
        enrolling.strange?.let { Failure(it) }
        if (!typing && !refused) {
            val window = Modifier.fillMaxWidth().aspectRatio(1f).clip(RoundedCornerShape(Sizes.corner))
            device.camera.View(window, torch = false, enrolling::look) { refused = true }
        }
        if (refused) CameraRefused(device) { refused = false }
        if (typing) {
            TextBox(words.enrol.pasteLabel, typed, lines = 3) { typed = it }
        }
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

@Composable
private fun rememberWork(): Work {
    val scope = rememberCoroutineScope()
    return remember { Work(scope) }
}

private fun other(lang: Lang): Lang = if (lang == Lang.VI) Lang.EN else Lang.VI
