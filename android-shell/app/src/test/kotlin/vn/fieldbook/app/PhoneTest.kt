package vn.fieldbook.app

import android.Manifest.permission.POST_NOTIFICATIONS
import android.os.Looper
import androidx.core.content.FileProvider
import androidx.work.WorkInfo
import androidx.work.WorkManager
import androidx.work.WorkQuery
import androidx.work.impl.WorkManagerImpl
import java.io.File
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.After
import org.junit.Before
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import vn.fieldbook.DocId
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.Hub
import vn.fieldbook.NewFact
import vn.fieldbook.NewSeason
import vn.fieldbook.QuantityRole
import vn.fieldbook.RoledQuantity
import vn.fieldbook.parseQuantity
import vn.fieldbook.ui.open.Opening

/** A phone with the app on it, just started by the launcher. */
@RunWith(RobolectricTestRunner::class)
abstract class PhoneTest {
    internal val app get() = RuntimeEnvironment.getApplication() as FieldbookApplication
    internal val state get() = app.book.opening.state
    internal val folder: File get() = app.filesDir
    internal lateinit var screen: ActivityController<MainActivity>

    @Before
    fun start() {
        PhoneKeystore.install()
        // A test is a process, which these statics are not told.
        val roots = FileProvider::class.java.getDeclaredField("sCache").apply { isAccessible = true }
        (roots.get(null) as MutableMap<*, *>).clear()
        WorkManagerImpl::class.java.getDeclaredField("sDefaultInstance").apply { isAccessible = true }.set(null, null)
        WorkManagerImpl.setDelegate(null)
        screen = Robolectric.buildActivity(MainActivity::class.java).setup()
        until("the app to look for a book") { state != Opening.State.Looking }
    }

    @After
    fun end() {
        // A work that outlives its phone would run on the next one's.
        WorkManager.getInstance(app).cancelAllWork().result.get()
        until("the syncs to end") { app.rounds.idle }
        (state as? Opening.State.Open)?.book?.close()
    }

    /** Enrols without the syncs that the app begins then: each test asks for its own. */
    internal fun enrol(invitation: String = Hub.invitesMai()): Fieldbook {
        shadowOf(app).grantPermissions(POST_NOTIFICATIONS)
        val before = app.device.network.link.value
        sky(app, null)
        soon { app.book.opening.enrol(invitation) }
        val works = WorkManager.getInstance(app)
        works.cancelAllWork().result.get()
        works.pruneWork().result.get()
        sky(app, before)
        return opened()
    }

    internal fun opened() = (state as Opening.State.Open).book

    /** Goes to the home screen of the phone, until [comeBack]. */
    internal fun leave() {
        screen.pause().stop()
        until("the file to be closed") { isClosed() }
    }

    internal fun comeBack() {
        screen.restart().resume()
        until("the file to be open") { !isClosed() }
    }

    internal fun isClosed(): Boolean {
        val read = soon { runCatching { opened().journal.conflicts() } }
        return read.exceptionOrNull() is FieldbookException.Closed
    }

    internal fun record(note: String = "Gặt ở ruộng Đặng"): FactView = soon { opened().harvest(note) }

    internal fun facts(): List<FactView> = soon { opened().journal.query(FactQuery(limit = 1000u)) }

    /** Patience is long, so that only what never comes fails. The phone's main thread works meanwhile. */
    internal fun until(what: String, holds: () -> Boolean) {
        val deadline = System.nanoTime() + 30.seconds.inWholeNanoseconds
        while (!holds()) {
            check(System.nanoTime() < deadline) { "waited in vain for $what; idle: ${app.rounds.idle}, works: ${works()}" }
            shadowOf(Looper.getMainLooper()).idle()
            Thread.sleep(5)
        }
    }

    private fun works(): List<String> {
        val all = WorkManager.getInstance(app).getWorkInfos(WorkQuery.fromStates(WorkInfo.State.entries)).get()
        return all.map { "${it.tags} ${it.state}, tried ${it.runAttemptCount}, stopped for ${it.stopReason}" }
    }

    /** The test is on the phone's main thread, which must go on while it waits. */
    internal fun <T> soon(work: suspend CoroutineScope.() -> T): T {
        val answer = CoroutineScope(Dispatchers.Default).async { runCatching { work() } }
        until("a call to return") { answer.isCompleted }
        return runBlocking { withTimeout(1.seconds) { answer.await() } }.getOrThrow()
    }
}

internal suspend fun Fieldbook.harvest(note: String, season: DocId? = null): FactView {
    val doc = season ?: documents.openSeason(NewSeason(name = "Vụ mùa 2026")).doc.id
    val out = RoledQuantity(QuantityRole.OUT, parseQuantity("2,5 tạ"))
    return journal.record(NewFact(doc = doc, step = "harvest", quantities = listOf(out), note = note)).view
}
