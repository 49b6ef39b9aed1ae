package vn.fieldbook.app

import android.content.Context
import androidx.work.BackoffPolicy
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.ExistingWorkPolicy
import androidx.work.ForegroundInfo
import androidx.work.NetworkType
import androidx.work.OneTimeWorkRequestBuilder
import androidx.work.OutOfQuotaPolicy
import androidx.work.PeriodicWorkRequestBuilder
import androidx.work.WorkManager
import androidx.work.WorkRequest
import androidx.work.WorkerParameters
import java.util.concurrent.TimeUnit.HOURS
import java.util.concurrent.TimeUnit.SECONDS
import vn.fieldbook.Ending
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.LinkKind
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd

/** Brings the book to the hub and back, with or without a screen. */
internal class SyncWorker(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    private val app = context.applicationContext as FieldbookApplication

    override suspend fun doWork(): Result {
        val round = app.rounds.begin()
        try {
            do {
                // Without a book nobody is enrolled, or a screen says why it does not open.
                val result = app.book.held { sync(it) } ?: Result.success()
                if (result !is Result.Success) return result
            } while (round.again())
            return Result.success()
        } catch (full: FieldbookException.StorageFull) {
            return Result.retry()
        } catch (gone: FieldbookException.Closed) {
            return Result.retry() // a screen has opened it anew, or put a copy in its place
        } catch (other: FieldbookException) {
            return Result.failure() // the periodic one tries again, the screens say what is wrong
        } finally {
            // Who waits for Wi-Fi or for the next hour, after a failure, must not make an entry wait so long.
            if (round.end() && tags.none { it == SOON }) soon(app)
        }
    }

    private suspend fun sync(book: Fieldbook): Result {
        val link = app.device.network.now()
        val ending = book.sync.runToEnd(SyncOptions(failuresMax = 2u, link = link)).ending
        app.device.notices.tell(book)
        if (ending is Ending.Complete && link != LinkKind.UNMETERED && book.sync.status().files > 0uL) onWifi(app)
        return when (ending) {
            // WorkManager's patience is longer than ours and spares the battery.
            is Ending.Offline, Ending.Cancelled -> Result.retry()
            is Ending.Refused -> Result.failure()
            Ending.Complete, null -> Result.success()
        }
    }

    /**
     * Before Android 12 an expedited work runs as a service, which must show that it does. Without a type: WorkManager's
     * manifest gives its service none, and Android 10 and 11 end an app that names one which is not there.
     */
    override suspend fun getForegroundInfo() = ForegroundInfo(Notices.SYNCING, app.device.notices.syncing())

    companion object {
        const val SOON = "sync-soon"
        const val OFTEN = "sync-often"
        const val WIFI = "sync-wifi"

        /** An entry waits. What waits already, perhaps for hours after failures, begins anew; what runs goes round again. */
        fun soon(app: FieldbookApplication) {
            if (app.rounds.goRoundAgain()) return
            val request =
                OneTimeWorkRequestBuilder<SyncWorker>()
                    .over(NetworkType.CONNECTED)
                    .addTag(SOON)
                    .setExpedited(OutOfQuotaPolicy.RUN_AS_NON_EXPEDITED_WORK_REQUEST)
                    .build()
            WorkManager.getInstance(app).enqueueUniqueWork(SOON, ExistingWorkPolicy.REPLACE, request)
        }

        /** From now on every few hours: what others wrote, and the hub's verdicts. */
        fun often(context: Context) {
            val request = PeriodicWorkRequestBuilder<SyncWorker>(4, HOURS).over(NetworkType.CONNECTED).build()
            WorkManager.getInstance(context).enqueueUniquePeriodicWork(OFTEN, ExistingPeriodicWorkPolicy.UPDATE, request)
        }

        /** Photos wait for a network that costs nothing. */
        fun onWifi(context: Context) {
            val request = OneTimeWorkRequestBuilder<SyncWorker>().over(NetworkType.UNMETERED).build()
            WorkManager.getInstance(context).enqueueUniqueWork(WIFI, ExistingWorkPolicy.KEEP, request)
        }

        private fun <B : WorkRequest.Builder<B, *>> B.over(network: NetworkType): B =
            setConstraints(Constraints.Builder().setRequiredNetworkType(network).build())
                .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, 30, SECONDS)
    }
}
