package vn.fieldbook.ui.permission

import androidx.compose.runtime.Composable
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words

/**
 * A camera that the phone does not give, and both ways to it: the question once more, and the phone's settings, for after two
 * refusals the system asks no more.
 */
@Composable
fun CameraRefused(device: Device, onAgain: () -> Unit) {
    Note(words.permission.refused, Tone.WARN) {
        SideButton(words.permission.askAgain, Icons.camera, onClick = onAgain)
        SideButton(words.permission.openSettings, Icons.settings, onClick = device::openSettings)
    }
}
