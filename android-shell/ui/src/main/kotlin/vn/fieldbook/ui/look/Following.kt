package vn.fieldbook.ui.look

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import kotlinx.coroutines.flow.Flow
import vn.fieldbook.FieldbookException
import vn.fieldbook.ui.told

/**
 * Shows what a flow says last: a wait before the first word, and the core's own sentence when it cannot be read. So a screen
 * cannot forget either. [onFailure] is for who has a way on to show.
 */
@Composable
fun <T : Any> Following(flow: Flow<T>, onFailure: (FieldbookException) -> Unit = {}, content: @Composable (T) -> Unit) {
    var seen by remember(flow) { mutableStateOf<T?>(null) }
    var failure by remember(flow) { mutableStateOf<FieldbookException?>(null) }
    LaunchedEffect(flow) {
        told({ failure = it }) { flow.collect { seen = it } }
    }
    failure?.let {
        LaunchedEffect(it) { onFailure(it) }
        Failure(it)
    }
    val now = seen
    if (now != null) content(now) else Waiting(running = failure == null)
}
