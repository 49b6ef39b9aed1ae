package vn.fieldbook.ui.open

import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext
import vn.fieldbook.Fieldbook

/** Does something with the book while its file is held open, also when no screen is seen. */
suspend fun <T> Fieldbook.awake(work: suspend (Fieldbook) -> T): T {
    // Never cut between holding it and what lets it go.
    val held = withContext(NonCancellable) { awake() }
    try {
        return work(this)
    } finally {
        withContext(NonCancellable) { held.letGo() }
    }
}
