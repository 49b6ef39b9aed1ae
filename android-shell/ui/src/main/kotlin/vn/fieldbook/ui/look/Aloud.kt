package vn.fieldbook.ui.look

import androidx.compose.foundation.layout.Row
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import vn.fieldbook.looks.Icons

/** Says a field's name aloud; null for who reads. */
private val LocalAloud = staticCompositionLocalOf<((String) -> Unit)?> { null }

/** A form whose fields each have a key beside their name that says it, where [say] is there. */
@Composable
fun SaidAloud(say: ((String) -> Unit)?, form: @Composable () -> Unit) = CompositionLocalProvider(LocalAloud provides say, content = form)

/** The name of a field; [prompt] is what is said of it. */
@Composable
internal fun Named(prompt: String, name: @Composable (Modifier) -> Unit) {
    val say = LocalAloud.current ?: return name(Modifier)
    Row(verticalAlignment = Alignment.CenterVertically) {
        name(Modifier.weight(1f))
        IconTouch(Icons.speaker, words.record.readField(prompt)) { say(prompt) }
    }
}
