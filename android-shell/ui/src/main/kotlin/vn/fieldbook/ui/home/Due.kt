package vn.fieldbook.ui.home

import vn.fieldbook.Due
import vn.fieldbook.DueWhat
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Times

/** How far ahead the first screen looks: what is due later is on the route. */
private const val AHEAD_DAYS = 7L

/** Days to wait before harvest are told from the spraying on; labels ask for 45 at most. */
private const val WAIT_DAYS = 60L

/** Something with a day to it, and where the person sees to it. */
class DueHere(val due: Due, val screen: Screen) {
    /** What is to be waited for presses nobody. */
    val waits: Boolean get() = due.what is DueWhat.Harvest
}

/** What is overdue, due today or in the next days, the first first. */
internal suspend fun due(book: Fieldbook, times: Times): List<DueHere> {
    val soon = times.today().plusDays(AHEAD_DAYS)
    val found = book.tasks.due(times.today().plusDays(WAIT_DAYS))
    return found.map { DueHere(it, screen(book, it)) }.filter { it.waits || it.due.on <= soon }
}

private suspend fun screen(book: Fieldbook, due: Due): Screen {
    val doc = due.doc ?: return Screen.StampLot
    return when (due.what) {
        is DueWhat.Visit -> Screen.Visit(doc)
        is DueWhat.Harvest -> Screen.Steps(doc)
        else -> book.documents.visited(doc).visits.firstOrNull()?.let { Screen.Visit(it) } ?: Screen.Visits
    }
}
