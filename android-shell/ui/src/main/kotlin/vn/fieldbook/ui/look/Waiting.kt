package vn.fieldbook.ui.look

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.delay
import vn.fieldbook.FieldbookException
import vn.fieldbook.get
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.said
import vn.fieldbook.ui.Work

/** Shorter waits are not shown: a flash would only unsettle. */
private val SHOWN_AFTER = 300.milliseconds

/** Longer ones can be ended by the person. */
private val ENDED_AFTER = 2.seconds

/** That something is under way, once it takes long enough to be felt, and a way out of it. */
@Composable
fun Waiting(running: Boolean, said: String = words.wait.working, onCancel: (() -> Unit)? = null) {
    if (!running) return
    var shown by remember { mutableStateOf(false) }
    var long by remember { mutableStateOf(false) }
    LaunchedEffect(Unit) {
        delay(SHOWN_AFTER)
        shown = true
        delay(ENDED_AFTER - SHOWN_AFTER)
        long = true
    }
    if (!shown) return
    Column(Modifier.fillMaxWidth(), verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall)) {
        Text(said)
        LinearProgressIndicator(Modifier.fillMaxWidth(), color = colours.primary, trackColor = colours.surfaceRaised)
        if (long && onCancel != null) SideButton(words.wait.cancel, onClick = onCancel)
    }
}

/** The same for a [Work], and what it failed of. */
@Composable
fun Waiting(work: Work, said: String = words.wait.working) {
    Waiting(work.running, said, work::cancel)
    work.failure?.let { Failure(it) }
}

/** What the core says of an error, in the person's language: what is wrong, and what they can do. */
@Composable
fun Failure(error: FieldbookException, actions: (@Composable ColumnScope.() -> Unit)? = null) {
    Note(error.said[words.lang], Tone.BAD, actions = actions)
}
