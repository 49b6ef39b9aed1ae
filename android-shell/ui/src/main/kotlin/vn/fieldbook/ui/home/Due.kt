package vn.fieldbook.ui.home

import java.time.LocalDate
import vn.fieldbook.Deed
import vn.fieldbook.DocId
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.Fieldbook
import vn.fieldbook.HarvestWait
import vn.fieldbook.Lease
import vn.fieldbook.Me
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.record.name
import vn.fieldbook.ui.visit.Point
import vn.fieldbook.ui.visit.Visited
import vn.fieldbook.ui.visit.inspections
import vn.fieldbook.ui.visit.refusal
import vn.fieldbook.ui.visit.subject

/** How far ahead the first screen looks: what is due later is on the route and at the season. */
private const val AHEAD_DAYS = 7L

/** The newest seasons only are asked about, for each costs a query: one that is sprayed is seldom older than twenty others. */
private const val SEASONS_MAX = 20

/** Something with a day to it, and where the person sees to it. */
sealed class Due(val day: LocalDate, val screen: Screen) {
    /** A nonconformity that is to be mended by then. */
    class Mend(day: LocalDate, screen: Screen, val point: Point, val place: String) : Due(day, screen)

    /** A place where somebody is to look again. */
    class LookAgain(day: LocalDate, screen: Screen, val place: String) : Due(day, screen)

    /** A visit that was opened, and nothing found yet. */
    class Visit(day: LocalDate, screen: Screen, val place: String) : Due(day, screen)

    /** Goods that are not safe to harvest before that day. */
    class Wait(screen: Screen, val wait: HarvestWait, val season: String) : Due(wait.until, screen)

    /** Stamps that are to be used by then. */
    class Stamps(day: LocalDate, screen: Screen, val lease: Lease) : Due(day, screen)
}

/** What is overdue, due today or in the next days, the first first. */
internal suspend fun due(book: Fieldbook, me: Me, seasons: List<Document>, times: Times): List<Due> {
    val until = times.today().plusDays(AHEAD_DAYS)
    val found = visits(book, times.today()) + waits(book, seasons) + leases(book, me, times)
    return found.filter { it is Due.Wait || it.day <= until }.sortedBy { it.day }
}

private suspend fun visits(book: Fieldbook, today: LocalDate): List<Due> {
    val visits = book.documents.list(DocKind.VISIT)
    val goesTo = visits.associate { it.doc.id to it.subject }
    val entries = book.inspections()
    val inspected = entries.map { it.doc.id }.toSet()
    // Who may not write down what a visit finds has none to finish.
    val visitor = refusal { book.people.may(Deed.Document(DocKind.VISIT)) } == null
    val begun = visits.filter { visitor && it.doc.id !in inspected }.map { Due.Visit(today, Screen.Visit(it.doc.id), it.name) }
    val there = entries.groupBy { goesTo[it.doc.id] ?: it.doc.id }.mapValues { Visited(it.value) }
    return begun + there.flatMap { (place, visited) -> agreed(book, place, visits.find { it.subject == place }, visited) }
}

/** What was agreed on at one place; [visit] is the newest to it. */
private suspend fun agreed(book: Fieldbook, place: DocId, visit: Document?, visited: Visited): List<Due> {
    if (visited.due == null) return emptyList()
    val screen = visit?.let { Screen.Visit(it.doc.id) } ?: Screen.Visits
    val name = (visit ?: book.documents.get(place)).name
    val mend = visited.open.mapNotNull { point -> point.due?.let { Due.Mend(it, screen, point, name) } }
    return mend + listOfNotNull(visited.lookAgain?.let { Due.LookAgain(it, screen, name) })
}

private suspend fun waits(book: Fieldbook, seasons: List<Document>): List<Due> =
    seasons.take(SEASONS_MAX).mapNotNull { season ->
        book.documents.waitBeforeHarvest(season.doc.id)?.let { Due.Wait(Screen.Steps(season.doc.id), it, season.name) }
    }

/** What has ended is nobody's to use any more, and what was taken back neither. */
private suspend fun leases(book: Fieldbook, me: Me, times: Times): List<Due> =
    book.stamps.leases()
        .filter { it.org == me.org && it.revokedMs == null && (it.person ?: me.person) == me.person }
        .filter { it.notAfter.toInstant() > times.now() }
        .map { Due.Stamps(times.local(it.notAfter.toInstant()).toLocalDate(), Screen.StampLot, it) }
