package vn.fieldbook.app

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import vn.fieldbook.Fieldbook
import vn.fieldbook.TaskKind
import vn.fieldbook.ui.Screen

/** Says what needs a person, and nothing else; never that all went well. */
internal class Notices(private val context: Context) {
    private val manager = context.getSystemService(NotificationManager::class.java)
    private val memory = context.getSharedPreferences("notices", Context.MODE_PRIVATE)

    init {
        // Seen in the system's settings, where a person may silence the one and keep the other.
        val due = channel(DUE, R.string.notice_channel, NotificationManager.IMPORTANCE_DEFAULT)
        due.description = context.getString(R.string.notice_channel_about)
        val busy = channel(BUSY, R.string.notice_sync_channel, NotificationManager.IMPORTANCE_MIN)
        manager.createNotificationChannels(listOf(due, busy))
    }

    /**
     * Shows how much waits for the person; takes it away when nothing does. Rings only for what it has not rung for, so
     * that a person who swiped it away is left in peace.
     */
    suspend fun tell(book: Fieldbook) {
        if (!manager.areNotificationsEnabled()) return // what was not shown is told once it may be
        val due = due(book)
        val names = due.flatMapTo(mutableSetOf()) { it.names }
        val told = memory.getStringSet(TOLD, emptySet()).orEmpty()
        val shown = manager.activeNotifications.any { it.id == NEEDS_YOU }
        when {
            due.isEmpty() -> manager.cancel(NEEDS_YOU)
            (names - told).isNotEmpty() -> manager.notify(NEEDS_YOU, notice(due, silently = false))
            shown && names != told -> manager.notify(NEEDS_YOU, notice(due, silently = true))
        }
        if (names != told) memory.edit().putStringSet(TOLD, names).apply()
    }

    /** The person has looked: what is settled is taken away, what is not does not ring again. */
    suspend fun seen(book: Fieldbook) {
        val due = due(book)
        if (due.isEmpty()) manager.cancel(NEEDS_YOU)
        memory.edit().putStringSet(TOLD, due.flatMapTo(mutableSetOf()) { it.names }).apply()
    }

    /** What of one kind waits: each one's name, what to say when there is nothing else, and where it is settled. */
    private class Due(val names: Set<String>, val said: String, val screen: Screen)

    private suspend fun due(book: Fieldbook): List<Due> {
        val counts = book.sync.outboxCounts()
        val stuck = (counts.held + counts.refused).toInt()
        // Held and refused come first in the outbox; it is not asked for none, for 0 means its usual 50.
        val items = if (stuck == 0) emptyList() else book.sync.outbox(limit = stuck.toUInt())
        // What staff are waited for, and what this person may not do, is for nobody here.
        val tasks = book.tasks.list().filter { it.kind != TaskKind.WAIT && it.hindrance == null }
        val conflicts = book.journal.conflicts()
        val strangers = book.people.profiles().filter { it.refused != null }
        val rescue = book.rescue()
        return listOf(
            Due(items.names { "${it.change ?: it.what} ${it.state}" }, many(R.plurals.home_refused, stuck), Screen.Outbox),
            Due(tasks.names { "${it.claim} ${it.kind}" }, many(R.plurals.home_stamp_tasks, tasks.size), Screen.Tasks),
            Due(
                conflicts.names { "${it.doc.id} ${it.fact} ${it.field}" },
                many(R.plurals.notice_conflict, conflicts.size),
                Screen.Conflicts,
            ),
            Due(strangers.names { "${it.person} ${it.refused}" }, needsYou(strangers.size), Screen.People),
            Due(listOfNotNull(rescue).names { "rescue" }, context.getString(R.string.home_rescued), Screen.Settings),
        ).filter { it.names.isNotEmpty() }
    }

    private fun <T> List<T>.names(name: (T) -> String): Set<String> = mapTo(mutableSetOf(), name)

    private fun needsYou(count: Int) = context.getString(R.string.home_needs_you, count)

    private fun many(words: Int, count: Int) = context.resources.getQuantityString(words, count, count)

    /** What it is, and the way to where it is settled; from several kinds the person chooses on the first screen. */
    private fun notice(due: List<Due>, silently: Boolean): Notification {
        val only = due.singleOrNull()
        val screen = only?.screen ?: Screen.Home
        val way =
            Intent(context, MainActivity::class.java)
                .putExtra(MainActivity.SCREEN, screen.path)
                .addFlags(Intent.FLAG_ACTIVITY_CLEAR_TOP or Intent.FLAG_ACTIVITY_SINGLE_TOP) // the window that is there
        // The one notice has one intent; without the flag the system would keep the screen of an earlier one.
        val flags = PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT
        return Notification.Builder(context, DUE)
            .setSmallIcon(R.drawable.ic_notice)
            .setContentTitle(context.getString(R.string.app_name))
            .setContentText(only?.said ?: needsYou(due.sumOf { it.names.size }))
            .setContentIntent(PendingIntent.getActivity(context, 0, way, flags))
            .setAutoCancel(true)
            .setOnlyAlertOnce(silently)
            .build()
    }

    /** What a phone before Android 12 shows while it syncs at once. */
    fun syncing(): Notification =
        Notification.Builder(context, BUSY)
            .setSmallIcon(R.drawable.ic_notice)
            .setContentTitle(context.getString(R.string.notice_syncing))
            .build()

    private fun channel(id: String, name: Int, importance: Int) =
        NotificationChannel(id, context.getString(name), importance)

    companion object {
        const val NEEDS_YOU = 1
        const val SYNCING = 2
        private const val DUE = "due"
        private const val BUSY = "busy"
        private const val TOLD = "told"
    }
}
