package vn.fieldbook.ui.permission

import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.foundation.layout.size
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.Modifier
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** Whether the person has still to hear why the place is taken: the system's own question does not say it. */
val Session.owesWordOnPlace: Boolean get() = !memory.toldOfPlace && !device.places.isPermitted

/** Why the place is taken, before the first thing that takes it; both answers lead on. */
@Composable
fun PlaceQuestion(session: Session) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    Page(
        words.permission.placeTitle,
        onBack = session.way::back,
        bottom = {
            MainButton(words.permission.allow, Icons.place, enabled = !work.running) {
                work.start {
                    session.device.places.permit()
                    session.memory.toldOfPlace = true
                }
            }
            SideButton(words.permission.later, enabled = !work.running) { session.memory.toldOfPlace = true }
        },
    ) {
        Icon(Icons.place, contentDescription = null, Modifier.size(Sizes.tileMin), tint = colours.primary)
        Text(words.permission.location, style = MaterialTheme.typography.bodyLarge)
    }
}
