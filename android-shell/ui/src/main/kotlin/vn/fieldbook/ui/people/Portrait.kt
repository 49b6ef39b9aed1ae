package vn.fieldbook.ui.people

import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.semantics.clearAndSetSemantics
import vn.fieldbook.Profile
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.permission.CameraRefused

/** A person's face in a circle; the letters of their name where they have given none. */
@Composable
fun Portrait(session: Session, name: String, face: Likeness?, strong: Boolean = false) {
    val picture = remember(face) { face?.let { session.device.picture(it.jpeg) } }
    if (picture == null) return Initials(name, strong)
    Image(picture, words.people.faceOf(name), Modifier.size(Sizes.face).clip(CircleShape), contentScale = ContentScale.Crop)
}

/** Not read aloud: the name stands beside it. */
@Composable
private fun Initials(name: String, strong: Boolean) {
    Surface(
        Modifier.size(Sizes.face).clearAndSetSemantics {},
        shape = CircleShape,
        color = if (strong) colours.primary else colours.primaryContainer,
        contentColor = if (strong) colours.onPrimary else colours.onPrimaryContainer,
    ) {
        Box(contentAlignment = Alignment.Center) { Text(initials(name), style = MaterialTheme.typography.titleLarge) }
    }
}

/** Who records now takes their own face, or takes it away, after one more question. */
@Composable
fun OwnPortrait(session: Session, profile: Profile) {
    val portraying = session.opening.portraying
    val free = !portraying.working.running
    var asking by remember(profile.person, profile.hasPortrait) { mutableStateOf(false) }
    if (asking) {
        // In the place of what asked, so that the answers are where the finger is.
        Note(words.people.faceQuestion, Tone.WARN)
        SideButton(words.people.faceKeep, Icons.undo, enabled = free) { asking = false }
        SideButton(words.app.unsavedLeave, Icons.delete, enabled = free) { portraying.remove(session.book) }
    } else {
        Taking(session, profile)
        if (profile.hasPortrait) SideButton(words.people.faceRemove, Icons.delete, enabled = free) { asking = true }
    }
}

@Composable
private fun Taking(session: Session, profile: Profile) {
    val portraying = session.opening.portraying
    val free = !portraying.working.running
    val take = { portraying.take(session.book) }
    SideButton(if (profile.hasPortrait) words.people.faceAgain else words.people.face, Icons.camera, enabled = free, onClick = take)
    if (portraying.refused && free) CameraRefused(session.device, take)
    Waiting(portraying.working, words.wait.photo)
    Text(words.people.faceWhy, color = colours.textQuiet)
}
