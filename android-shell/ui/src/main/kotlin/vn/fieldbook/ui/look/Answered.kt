package vn.fieldbook.ui.look

import androidx.compose.runtime.Composable
import androidx.compose.runtime.State
import androidx.compose.runtime.produceState
import vn.fieldbook.FieldbookException

/**
 * What the book answers a part of a screen that asks it once about these things; [meanwhile] until then, and where it does
 * not answer: the rest of the screen stands without this part.
 */
@Composable
fun <T> answered(meanwhile: T, vararg about: Any?, ask: suspend () -> T): State<T> =
    produceState(meanwhile, *about) {
        value =
            try {
                ask()
            } catch (unread: FieldbookException) {
                meanwhile
            }
    }
