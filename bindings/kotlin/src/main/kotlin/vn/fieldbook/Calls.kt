package vn.fieldbook

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withContext

/**
 * Makes a call into the library on [Dispatchers.IO].
 *
 * A call cannot be cut once it has begun, and what it acknowledged must not be unsaid. So a cancelled coroutine throws
 * `CancellationException` here only when the call was **not** made; once begun, the call runs to its end and its answer
 * is returned, and the coroutine ends at its next suspension. Only `withTimeout` around a call can still throw the answer
 * away, because it lies between the call and whoever asked. It also keeps a frame's buffer alive while it is read.
 */
internal suspend fun <T> offMain(call: () -> T): T {
    val caller = currentCoroutineContext()[Job]
    // Two steps, for the way back from another dispatcher asks the outer job, which must be the one never cancelled.
    return withContext(NonCancellable) {
        withContext(Dispatchers.IO) {
            caller?.ensureActive()
            answered(call)
        }
    }
}

/**
 * What a call answers, or what an app can show: a panic inside the library becomes
 * [FieldbookException.Unexpected]. The app's own mistakes stay what Kotlin calls them: `IllegalArgumentException` for
 * a buffer that is not direct, `IllegalStateException` for an object that was closed.
 */
internal inline fun <T> answered(call: () -> T): T =
    try {
        call()
    } catch (error: FieldbookException) {
        throw error
    } catch (mistake: IllegalArgumentException) {
        throw mistake
    } catch (mistake: IllegalStateException) {
        throw mistake
    } catch (other: Exception) {
        throw unexpectedError(other.message ?: other.toString()).initCause(other)
    }
