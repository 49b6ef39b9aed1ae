package vn.fieldbook

import java.nio.ByteBuffer
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * Runs a sync to its end and gives its report; a second one queues behind the first. Being offline is an [Ending], not
 * an error.
 *
 * [onProgress] is called in the caller's own context. It hears the latest word, not each one; what it throws cancels
 * the run and is thrown here.
 *
 * Cancelling the coroutine cancels the run and waits until it has ended, which takes no longer than a request under way
 * takes to be cut. What was exchanged stays exchanged. Without `failuresMax` it goes on until the hub answers.
 *
 * Not called `run`, because Kotlin has a `run {}` for everything.
 *
 * Throws `InvalidInput` for an address that is none, `Closed` while the book is paused.
 */
public suspend fun Sync.runToEnd(
    options: SyncOptions = SyncOptions(),
    onProgress: suspend (Progress) -> Unit = {},
): SyncReport =
    coroutineScope {
        val heard = Channel<Progress>(Channel.CONFLATED)
        offMain { blocking.run(options, Teller(heard)) }.use { run ->
            val telling = launch { for (progress in heard) onProgress(progress) }
            val guard =
                launch(start = CoroutineStart.UNDISPATCHED) {
                    try {
                        awaitCancellation()
                    } finally {
                        run.cancel()
                    }
                }
            val report =
                try {
                    withContext(NonCancellable) { withContext(Dispatchers.IO) { answered { run.waitForReport() } } }
                } finally {
                    // The library has told everything by now.
                    heard.close()
                    // Waited for, because it must not meet a run that is let go of already.
                    withContext(NonCancellable) { guard.cancelAndJoin() }
                }
            telling.join()
            report
        }
    }

private class Teller(private val heard: Channel<Progress>) : SyncListener {
    override fun progress(progress: Progress) {
        heard.trySend(progress)
    }
}

/** The same for bytes that lie in an array; they are copied once. */
public suspend fun Sync.importBundle(bytes: ByteArray): ImportReport = importBundle(bytes.direct())

/** The same for bytes that lie in an array, off the caller's thread; they are copied once. */
public suspend fun verifyEvidence(bytes: ByteArray, hubKey: PublicKey): Evidence {
    val direct = bytes.direct()
    return offMain { verifyEvidence(direct, hubKey) }
}

// Not `flip`: it has another descriptor before Android 9. The duplicate's position is its own.
private fun ByteArray.direct(): ByteBuffer = ByteBuffer.allocateDirect(size).also { it.duplicate().put(this) }
