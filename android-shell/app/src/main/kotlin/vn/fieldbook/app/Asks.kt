package vn.fieldbook.app

import android.content.pm.PackageManager
import androidx.activity.ComponentActivity
import androidx.activity.result.ActivityResultLauncher
import androidx.activity.result.contract.ActivityResultContract
import androidx.activity.result.contract.ActivityResultContracts
import java.util.UUID
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/**
 * What the system asks the person for us: permissions and files. A question outlives the activity that put it, and not the
 * process: an answer that comes after it is nobody's.
 */
internal class Asks {
    private val turn = Mutex()
    private var screen: ComponentActivity? = null
    private var asked: Asked<*, *>? = null
    private var permitting: Permitting? = null
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)

    fun seen(by: ComponentActivity) {
        screen = by
        // After a rotation the new activity gets the answer.
        asked?.listen(by)
    }

    fun gone(activity: ComponentActivity) {
        if (screen === activity) screen = null
        // Swiped away while the camera was open: the answer comes no more, and the next question must not wait for it.
        if (activity.isFinishing) asked?.giveUp()
    }

    /** The answer, or null when no screen is there to ask on. One question at a time. */
    suspend fun <I, O> ask(contract: ActivityResultContract<I, O>, input: I): O? = turn.withLock {
        withContext(Dispatchers.Main.immediate) {
            val activity = screen ?: return@withContext null
            val question = Asked(contract)
            asked = question
            try {
                question.listen(activity).launch(input)
                question.answer.await()
            } finally {
                asked = null
                question.forget()
            }
        }
    }

    /** Whether all are granted, after asking for those that are not. The system stops asking after two refusals. */
    suspend fun permit(vararg permissions: String): Boolean {
        val missing = permissions.filter { screen?.checkSelfPermission(it) != PackageManager.PERMISSION_GRANTED }
        if (missing.isEmpty()) return true
        val answers = withContext(Dispatchers.Main.immediate) { permitting(missing) }.await()
        return answers != null && missing.all { answers[it] == true }
    }

    /** Who asks again under the open question, as a window that was turned does, waits for its answer: the system says no to a second one. */
    private fun permitting(missing: List<String>): Deferred<Map<String, Boolean>?> {
        permitting?.takeIf { it.missing == missing && it.answers.isActive }?.let { return it.answers }
        val answers = scope.async { ask(ActivityResultContracts.RequestMultiplePermissions(), missing.toTypedArray()) }
        permitting = Permitting(missing, answers)
        return answers
    }

    private class Permitting(val missing: List<String>, val answers: Deferred<Map<String, Boolean>?>)
}

private class Asked<I, O>(private val contract: ActivityResultContract<I, O>) {
    // Its own, also in another process: by the same one, the next question would get what the last was answered.
    private val key = "question-${UUID.randomUUID()}"
    val answer = CompletableDeferred<O?>()
    private var launcher: ActivityResultLauncher<I>? = null

    fun listen(activity: ComponentActivity): ActivityResultLauncher<I> =
        activity.activityResultRegistry.register(key, contract) { answer.complete(it) }.also { launcher = it }

    fun giveUp() = answer.complete(null)

    fun forget() = launcher?.unregister()
}
