package vn.fieldbook.ui

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import vn.fieldbook.FieldbookException

/** Something that a person asked for and waits for: a screen shows that it runs, lets them end it, and says why it failed. */
class Work(private val scope: CoroutineScope) {
    private var job: Job? by mutableStateOf(null)

    /** Why the last one failed, until the next begins. */
    var failure: FieldbookException? by mutableStateOf(null)
        private set

    val running: Boolean get() = job != null

    /** Does nothing while the last one runs: a second tap of an impatient thumb is not a second entry. */
    fun start(work: suspend () -> Unit) {
        if (running) return
        failure = null
        // Known before it begins: on some threads it is at its end before `launch` has answered, and would run for ever.
        val begun = scope.launch(start = CoroutineStart.LAZY) { told({ failure = it }) { work() } }
        job = begun
        begun.invokeOnCompletion { job = null }
        begun.start()
    }

    fun cancel() {
        job?.cancel()
    }

    fun forgive() {
        failure = null
    }
}
