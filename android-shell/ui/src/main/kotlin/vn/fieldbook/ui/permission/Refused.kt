package vn.fieldbook.ui.permission

import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.vector.ImageVector
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words

/** A camera that the phone does not give. */
@Composable
fun CameraRefused(device: Device, onAgain: () -> Unit) = Refused(words.permission.refusedCamera, device, Icons.camera, onAgain)

/** A microphone that the phone does not give. */
@Composable
fun MicrophoneRefused(device: Device, onAgain: () -> Unit) = Refused(words.permission.refusedMicrophone, device, Icons.microphone, onAgain)

/** Both ways to it: the question once more, and the phone's settings, for after two refusals the system asks no more. */
@Composable
private fun Refused(said: String, device: Device, icon: ImageVector, onAgain: () -> Unit) {
    Note(said, Tone.WARN) {
        SideButton(words.permission.askAgain, icon, onClick = onAgain)
        SideButton(words.permission.openSettings, Icons.settings, onClick = device::openSettings)
    }
}
