package vn.fieldbook.ui.visit

import java.time.Instant
import java.time.LocalDate
import vn.fieldbook.Deed
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.FollowedOrg
import vn.fieldbook.Visited
import vn.fieldbook.lastSync
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.draft.Drafts

/** A place on the route: the visit to it, or the season or lot where none was opened yet. */
class Stop(val document: Document, val visited: Visited, val begun: Boolean) {
    /** Opened, and nothing found yet. */
    val unfinished: Boolean
        get() = document.doc.kind == DocKind.VISIT && visited.inspections.none { it.doc.id == document.doc.id }

    fun isDue(today: LocalDate): Boolean = visited.due?.let { it <= today } == true
}

/** Where this person goes, read at once. */
class VisitsView(stops: List<Stop>, today: LocalDate, val here: List<FollowedOrg>, val synced: Instant?, val refused: FieldbookException?) {
    /** Visits opened and not finished, and places to be looked at again today. */
    val route: List<Stop>

    /** Places to be looked at again on another day. */
    val later: List<Stop>
    val past: List<Stop>

    init {
        val (today_, other) = stops.partition { it.unfinished || it.isDue(today) }
        route = today_
        later = other.filter { it.visited.due != null }.sortedBy { it.visited.due }
        past = other.filter { it.visited.due == null }
    }
}

suspend fun visitsView(book: Fieldbook, drafts: Drafts, today: LocalDate): VisitsView =
    VisitsView(
        stops = stops(book, drafts),
        today = today,
        here = book.sync.followed().filter { it.followed },
        synced = book.sync.status().lastSync,
        refused = refusal { book.people.may(Deed.Document(DocKind.VISIT)) },
    )

/** Why the core does not let this person do it; null when it does. */
internal suspend fun refusal(ask: suspend () -> Unit): FieldbookException? =
    try {
        ask()
        null
    } catch (no: FieldbookException.NotAllowed) {
        no
    }

/** Every place once, by its newest visit; a visit that is not finished stands for itself. The newest first. */
private suspend fun stops(book: Fieldbook, drafts: Drafts): List<Stop> {
    val begun = drafts.begun(book).filterIsInstance<Screen.Visit>().map { it.doc }.toSet()
    val visits = book.documents.list(DocKind.VISIT)
    val places = book.documents.allVisited()
    suspend fun stops(place: Visited): List<Stop> {
        val there = visits.filter { it.doc.id in place.visits }.map { Stop(it, place, it.doc.id in begun) }
        return there.filter { it.unfinished }.ifEmpty { there.take(1) }.ifEmpty { listOfNotNull(unvisited(book, place)) }
    }
    val order = visits.withIndex().associate { it.value.doc.id to it.index }
    return places.flatMap { stops(it) }.sortedBy { order[it.document.doc.id] ?: visits.size }
}

/** A season or lot that was inspected in its own book, and is to be looked at again. */
private suspend fun unvisited(book: Fieldbook, place: Visited): Stop? =
    if (place.due == null) null else Stop(book.documents.get(place.subject), place, begun = false)
