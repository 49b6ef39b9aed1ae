package vn.fieldbook.ui.open

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import kotlinx.coroutines.launch
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Memory
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.enrol.EnrolScreen
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words

/** Says what has happened and what is not lost, before it leads to a new book. */
@Composable
fun KeyLostScreen(device: Device, opening: Opening, memory: Memory) {
    var joining by rememberSaveable { mutableStateOf(false) }
    val scope = rememberCoroutineScope()
    device.OnBack(joining) { joining = false }
    if (joining) {
        EnrolScreen(device, opening, memory)
        return
    }
    Page(
        words.app.name,
        onBack = null,
        bottom = {
            // A Keystore that is only slow says the same as one that has lost it, and joining again sets the book aside.
            MainButton(words.error.retry, Icons.again) { scope.launch { opening.open() } }
            SideButton(words.enrol.joinAgain, Icons.scan) { joining = true }
        },
    ) {
        Note(words.error.keyLost, Tone.BAD)
        Text(words.error.keyLostKept, style = MaterialTheme.typography.bodyLarge)
        Text(words.error.keyLostHow, style = MaterialTheme.typography.bodyLarge)
    }
}
