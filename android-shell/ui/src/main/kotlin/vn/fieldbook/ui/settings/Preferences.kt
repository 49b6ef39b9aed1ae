package vn.fieldbook.ui.settings

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.semantics.Role
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Light
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Chip
import vn.fieldbook.ui.look.Choices
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words

/** For the sun, for the night, or as the phone has it. */
@Composable
internal fun Lightness(session: Session) {
    Heading(words.settings.light)
    Choices(Light.entries, session.memory.light, {
        when (it) {
            Light.PHONE -> words.settings.asPhone
            Light.DAY -> words.settings.day
            Light.NIGHT -> words.settings.night
        }
    }) { session.memory.light = it }
}

/** How a new stamp is told to who looks at the goods: either, both or neither. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
internal fun NewStamps(session: Session) {
    val memory = session.memory
    Heading(words.settings.newStamp)
    FlowRow(
        horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
        verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
    ) {
        Chip(words.settings.beeps, memory.beeps, Role.Checkbox) { memory.beeps = !memory.beeps }
        Chip(words.settings.shakes, memory.shakes, Role.Checkbox) { memory.shakes = !memory.shakes }
    }
}

/** Who said “later” finds the place again here. */
@Composable
internal fun TakesPlace(session: Session) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    var permitted by remember { mutableStateOf(session.device.places.isPermitted) }
    var refused by remember { mutableStateOf(false) }
    Heading(words.permission.placeTitle)
    if (permitted) return Note(words.permission.placeTaken, Tone.GOOD)
    Text(words.permission.location)
    SideButton(words.permission.allow, Icons.place, enabled = !work.running) {
        work.start {
            permitted = session.device.places.permit()
            refused = !permitted
            session.memory.toldOfPlace = true
        }
    }
    if (refused) {
        Note(words.permission.refusedPlace, Tone.WARN) { SideButton(words.permission.openSettings, Icons.settings, onClick = session.device::openSettings) }
    }
}
