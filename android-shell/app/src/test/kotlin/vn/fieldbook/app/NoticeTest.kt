package vn.fieldbook.app

import android.app.Notification
import android.app.NotificationManager
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import vn.fieldbook.Capture
import vn.fieldbook.Claim
import vn.fieldbook.Config
import vn.fieldbook.EnteredUnit
import vn.fieldbook.Fieldbook
import vn.fieldbook.Hub
import vn.fieldbook.LinkKind
import vn.fieldbook.NewFact
import vn.fieldbook.NewLot
import vn.fieldbook.Quantity
import vn.fieldbook.QuantityRole
import vn.fieldbook.RoledQuantity
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.Screen

class NoticeTest : PhoneTest() {
    private val manager get() = app.getSystemService(NotificationManager::class.java)

    private fun shown(): Notification? = shadowOf(manager).getNotification(Notices.NEEDS_YOU)

    private fun text() = shown()?.extras?.getCharSequence(Notification.EXTRA_TEXT)?.toString()

    /** As the worker does. */
    private fun sync() = soon {
        repeat(2) { opened().sync.runToEnd(SyncOptions(failuresMax = 3u, link = LinkKind.UNMETERED)) }
        app.device.notices.tell(opened())
    }

    private suspend fun Fieldbook.activated(from: Int, to: Int): Claim {
        val lot = documents.openLot(NewLot()).doc.id
        val packs = RoledQuantity(QuantityRole.OUT, Quantity("100".toBigDecimal(), EnteredUnit.PIECE))
        journal.record(NewFact(doc = lot, step = "pack", quantities = listOf(packs)))
        return stamps.activate(lot, listOf(stamps.range("HX%08d".format(from), "HX%08d".format(to))), Capture.SCAN)
    }

    /** Another phone of the cooperative was first with the same stamps. */
    private fun rival(from: Int, to: Int) = soon {
        val other = Fieldbook.create(Config("$folder-other-$from"), Hub.invitesMai(), "Điện thoại kho")
        other.use {
            it.sync.runToEnd(SyncOptions(failuresMax = 3u))
            val claim = it.activated(from, to)
            it.sync.runToEnd(SyncOptions(failuresMax = 3u))
            claim
        }
    }

    @Before
    fun enrolled() {
        enrol()
        sync()
    }

    @Test
    fun `what goes well is not told`() {
        record()
        soon { opened().activated(401, 410) }
        sync()
        assertNull(shown())
    }

    @Test
    fun `a dispute is told once, not again when it was swiped away, and goes when it is settled`() {
        val first = rival(101, 110)
        val mine = soon { opened().activated(105, 112) }
        sync()
        assertEquals("each of the two is to be scanned again", "2 việc về tem", text())
        assertNotNull(shown()!!.contentIntent)
        val way = shadowOf(shown()!!.contentIntent).savedIntent
        assertEquals(MainActivity::class.java.name, way.component!!.className)
        assertEquals(Screen.Home, screen.get().way.here)
        screen.newIntent(way)
        assertEquals("to where it is settled", Screen.Tasks, screen.get().way.here)
        screen.recreate()
        assertEquals("a turned phone stays there", Screen.Tasks, screen.get().way.here)
        sync()
        assertEquals(1, shadowOf(manager).allNotifications.size)

        manager.cancelAll()
        sync()
        assertNull("swiped away is swiped away", shown())

        val other = rival(201, 210)
        val second = soon { opened().activated(205, 212) }
        sync()
        assertEquals("4 việc về tem", text())

        for (claim in listOf(mine, second, first, other)) soon { opened().journal.void(claim.fact, "dán nhầm cuộn") }
        sync()
        assertNull(shown())
    }

    @Test
    fun `what is settled without signal goes when the person leaves, and what they have seen does not ring`() {
        val theirs = rival(301, 310)
        val mine = soon { opened().activated(305, 312) }
        shadowOf(manager).setNotificationsEnabled(false)
        sync()
        assertNull("not allowed yet", shown())
        shadowOf(manager).setNotificationsEnabled(true)
        sync()
        assertNotNull(shown())
        leave()
        assertNotNull("not settled yet", shown())
        comeBack()
        for (claim in listOf(mine, theirs)) soon { opened().journal.void(claim.fact, "dán nhầm cuộn") }
        leave()
        assertNull(shown())
        comeBack()
        sync()
        assertNull(shown())
    }

    @Test
    fun `the one channel that rings is named in the person's language`() {
        val channels = manager.notificationChannels.associate { it.name.toString() to it.importance }
        val rings = "Việc cần xem" to NotificationManager.IMPORTANCE_DEFAULT
        assertEquals(mapOf(rings, "Đang gửi" to NotificationManager.IMPORTANCE_MIN), channels)
        assertTrue(shadowOf(manager).allNotifications.isEmpty())
    }
}
