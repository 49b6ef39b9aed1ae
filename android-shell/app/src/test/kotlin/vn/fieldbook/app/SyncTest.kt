package vn.fieldbook.app

import android.Manifest.permission.POST_NOTIFICATIONS
import android.app.Notification
import android.app.job.JobInfo
import android.app.job.JobScheduler
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import android.net.NetworkInfo
import androidx.work.NetworkType
import androidx.work.WorkInfo
import androidx.work.WorkManager
import androidx.work.impl.foreground.SystemForegroundService
import java.net.ServerSocket
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowNetworkCapabilities
import org.robolectric.shadows.ShadowNetworkInfo
import vn.fieldbook.ChangeState
import vn.fieldbook.Ending
import vn.fieldbook.Hub
import vn.fieldbook.LinkKind
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.open.Opening

/**
 * WorkManager itself, with its own database and executors; only the sky over the phone is ours. On Android 13, because
 * Robolectric forgets the jobs that WorkManager names a namespace for from Android 14 on.
 */
@Config(sdk = [33])
class SyncTest : PhoneTest() {
    private fun works(name: String): List<WorkInfo> = WorkManager.getInstance(app).getWorkInfosForUniqueWork(name).get()

    private fun work(name: String) = works(name).single()

    private fun jobs(): List<JobInfo> = app.getSystemService(JobScheduler::class.java).allPendingJobs

    private fun outbox() = soon { app.book.held { it.sync.status().outbox } }

    private fun untilDone(name: String) =
        until("$name to be done") { works(name).singleOrNull()?.state == WorkInfo.State.SUCCEEDED }

    @Test
    fun `an entry without signal waits for signal and then goes, behind the closed screen`() {
        sky(app, null)
        enrol()
        val fact = record().fact.id
        app.device.syncSoon()
        until("the system to be told") { jobs().isNotEmpty() }
        val job = jobs().single()
        assertTrue("at once when there is a network", job.isExpedited && job.requiredNetwork != null)
        assertEquals(NetworkType.CONNECTED, work(SyncWorker.SOON).constraints.requiredNetworkType)
        leave()
        assertEquals(WorkInfo.State.ENQUEUED, work(SyncWorker.SOON).state)
        assertEquals(2uL, outbox())

        sky(app, LinkKind.METERED)
        untilDone(SyncWorker.SOON)
        assertTrue("closed again", isClosed())
        comeBack()
        assertEquals(ChangeState.ACCEPTED, soon { opened().journal.get(fact) }.state)
        assertEquals(0uL, outbox())
    }

    @Test
    @Config(sdk = [30])
    fun `before Android 12 what goes at once shows that it does`() {
        sky(app, LinkKind.METERED)
        enrol()
        val fact = record().fact.id
        app.device.syncSoon()
        untilDone(SyncWorker.SOON)
        assertEquals(ChangeState.ACCEPTED, soon { opened().journal.get(fact) }.state)
        val service = shadowOf(app).nextStartedService
        assertEquals(SystemForegroundService::class.java.name, service.component!!.className)
        val shown = service.getParcelableExtra<Notification>("KEY_NOTIFICATION")!!
        assertEquals("Đang gửi sổ", shown.extras.getString(Notification.EXTRA_TITLE))
        assertEquals("a type the manifest does not have ends the app", 0, service.getIntExtra("KEY_FOREGROUND_SERVICE_TYPE", -1))
    }

    @Test
    fun `enrolling starts one sync now and one every few hours, however often it is said`() {
        sky(app, LinkKind.METERED)
        soon { app.book.opening.enrol(Hub.invitesMai()) }
        repeat(2) { app.device.enrolled() }
        untilDone(SyncWorker.SOON)
        assertTrue(soon { opened().sync.status() }.enrolled)
        until("the first of many") { works(SyncWorker.OFTEN).singleOrNull()?.state == WorkInfo.State.ENQUEUED }
        val often = work(SyncWorker.OFTEN)
        assertEquals(4 * 3_600_000L, often.periodicityInfo!!.repeatIntervalMillis)
        assertEquals(NetworkType.CONNECTED, often.constraints.requiredNetworkType)
        val asked = shadowOf(screen.get()).lastRequestedPermission
        assertEquals(listOf(POST_NOTIFICATIONS), asked.requestedPermissions.toList())
    }

    @Test
    fun `a hub that cannot be reached is tried again later, and at once after the next entry`() {
        sky(app, LinkKind.METERED)
        enrol(invitesMaiTo("http://127.0.0.1:9")) // nobody listens there
        record()
        app.device.syncSoon()
        until("a try to fail") {
            works(SyncWorker.SOON).singleOrNull()?.run { state == WorkInfo.State.ENQUEUED && runAttemptCount > 0 } == true
        }
        val waiting = work(SyncWorker.SOON)
        val next = waiting.nextScheduleTimeMillis
        assertTrue("$next", next > System.currentTimeMillis() + 20_000)
        record("Gặt thêm")
        app.device.syncSoon()
        until("the wait to begin anew") { work(SyncWorker.SOON).id != waiting.id }
        assertEquals(4uL, outbox())
    }

    private fun invitesMaiTo(url: String): String {
        fun part(name: String) = Hub::class.java.getDeclaredField(name).apply { isAccessible = true }.get(Hub) as String
        val staff = Hub::class.java.getDeclaredMethod("staff", Array<String>::class.java, String::class.java)
        staff.isAccessible = true
        return staff.invoke(Hub, arrayOf("invite", "--org", Hub.org, "--person", part("mai"), "--url", url), "text") as String
    }

    @Test
    fun `leaving the screen does not cut a sync, and the file is closed when it ends`() {
        sky(app, LinkKind.METERED)
        enrol()
        record()
        val let = CompletableDeferred<Unit>()
        val begun = CompletableDeferred<Unit>()
        val working = CoroutineScope(Dispatchers.Default).async {
            app.book.held { book ->
                begun.complete(Unit)
                let.await()
                book.sync.runToEnd(SyncOptions(failuresMax = 3u)).ending
            }
        }
        soon { begun.await() }
        screen.pause().stop()
        repeat(5) { assertFalse("open for the sync", isClosed()) }
        let.complete(Unit)
        assertEquals(Ending.Complete, soon { working.await() })
        until("the file to be closed") { isClosed() }
    }

    @Test
    fun `a hold that is cancelled while it waits counts for nothing`() {
        enrol()
        repeat(50) {
            val held = CoroutineScope(Dispatchers.Default).launch { app.book.held { awaitCancellation() } }
            if (it % 2 == 0) Thread.sleep(1)
            soon { held.cancelAndJoin() }
        }
        leave()
        comeBack()
    }

    @Test
    fun `photos wait for a network that costs nothing`() {
        sky(app, LinkKind.METERED)
        enrol()
        soon { opened().blobs.keep(ByteArray(200_000) { (it * 31 shr 3).toByte() }) }
        app.device.syncSoon()
        untilDone(SyncWorker.SOON)
        until("the other to be asked for") { works(SyncWorker.WIFI).isNotEmpty() }
        assertEquals(NetworkType.UNMETERED, work(SyncWorker.WIFI).constraints.requiredNetworkType)
        assertEquals(1uL, soon { opened().sync.status() }.files)
        sky(app, LinkKind.UNMETERED)
        untilDone(SyncWorker.WIFI)
        assertEquals(0uL, soon { opened().sync.status() }.files)
    }

    @Test
    fun `an entry made while photos wait for Wi-Fi does not wait with them when that sync fails`() {
        sky(app, LinkKind.UNMETERED)
        ServerSocket(0).use { deaf ->
            enrol(invitesMaiTo("http://127.0.0.1:${deaf.localPort}"))
            val heard = CoroutineScope(Dispatchers.IO).async { deaf.accept() }
            SyncWorker.onWifi(app)
            until("the sync to begin") { heard.isCompleted }
            record()
            app.device.syncSoon()
            assertEquals("it is taken along", emptyList<WorkInfo>(), works(SyncWorker.SOON))
            deaf.close()
            soon { heard.await() }.close()
        }
        until("the entry's own sync") { works(SyncWorker.SOON).isNotEmpty() }
        assertEquals(NetworkType.CONNECTED, work(SyncWorker.SOON).constraints.requiredNetworkType)
    }

    @Test
    fun `a sync that a person began goes on when they leave the screen, and the app`() {
        sky(app, LinkKind.UNMETERED)
        val server = ServerSocket(0)
        enrol(invitesMaiTo("http://127.0.0.1:${server.localPort}"))
        record()
        val heard = CoroutineScope(Dispatchers.IO).async { server.accept() }
        val syncing = app.book.opening.syncing(opened())
        syncing.start()
        until("the sync to begin") { heard.isCompleted }
        screen.recreate()
        assertSame(syncing, app.book.opening.syncing(opened()))
        screen.pause().stop()
        repeat(20) { assertFalse("open for the sync", isClosed()) }
        assertTrue(syncing.work.running)
        server.close()
        soon { heard.await() }.close()
        until("the sync to end") { !syncing.work.running }
        assertTrue("${syncing.ending}", syncing.ending is Ending.Offline)
        until("the file to be closed") { isClosed() }
    }

    @Test
    fun `without a book there is nothing to do`() {
        sky(app, LinkKind.METERED)
        app.device.syncSoon()
        untilDone(SyncWorker.SOON)
        assertEquals(Opening.State.NotEnrolled, state)
    }
}

/** What network the phone has, as its system tells everybody who asked. */
internal fun sky(app: FieldbookApplication, kind: LinkKind?) {
    val manager = app.getSystemService(ConnectivityManager::class.java)
    val shadow = shadowOf(manager)
    if (kind == null) {
        val gone = manager.activeNetwork
        shadow.setDefaultNetworkActive(false)
        shadow.setActiveNetworkInfo(null)
        if (gone != null) shadow.networkCallbacks.toList().forEach { it.onLost(gone) }
        return
    }
    val capabilities = ShadowNetworkCapabilities.newInstance()
    shadowOf(capabilities).run {
        val told =
            listOfNotNull(
                NetworkCapabilities.NET_CAPABILITY_INTERNET,
                NetworkCapabilities.NET_CAPABILITY_VALIDATED,
                NetworkCapabilities.NET_CAPABILITY_NOT_VPN,
                NetworkCapabilities.NET_CAPABILITY_NOT_ROAMING.takeIf { kind != LinkKind.ROAMING },
                NetworkCapabilities.NET_CAPABILITY_NOT_METERED.takeIf { kind == LinkKind.UNMETERED },
            )
        told.forEach(::addCapability)
    }
    val unmetered = kind == LinkKind.UNMETERED
    val type = if (unmetered) ConnectivityManager.TYPE_WIFI else ConnectivityManager.TYPE_MOBILE
    shadow.setDefaultNetworkActive(true)
    shadow.setActiveNetworkInfo(ShadowNetworkInfo.newInstance(NetworkInfo.DetailedState.CONNECTED, type, 0, true, true))
    val network = manager.activeNetwork!!
    shadow.setNetworkCapabilities(network, capabilities)
    shadow.networkCallbacks.toList().forEach {
        it.onAvailable(network)
        it.onCapabilitiesChanged(network, capabilities)
    }
}
