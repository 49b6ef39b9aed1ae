package vn.fieldbook.ui.visit

import java.time.Instant
import java.time.LocalDate
import vn.fieldbook.Deed
import vn.fieldbook.DocId
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.FollowedOrg
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
    val visits = book.documents.list(DocKind.VISIT)
    val goesTo = visits.associate { it.doc.id to it.subject }
    val found = book.inspections().groupBy { goesTo[it.doc.id] ?: it.doc.id }.mapValues { Visited(it.value) }
    val begun = drafts.begun(book).filterIsInstance<Screen.Visit>().map { it.doc }.toSet()
    fun stop(document: Document) = Stop(document, found[document.subject] ?: Visited(emptyList()), document.doc.id in begun)
    val ofVisits =
        visits.map(::stop).groupBy { it.document.subject }.values.flatMap { there ->
            there.filter { it.unfinished }.ifEmpty { there.take(1) }
        }
    return ofVisits + unvisited(book, found - goesTo.values.toSet()).map(::stop)
}

/** Seasons and lots that were inspected in their own book, and are to be looked at again. */
private suspend fun unvisited(book: Fieldbook, found: Map<DocId, Visited>): List<Document> =
    found.filterValues { it.due != null }.keys.map { book.documents.get(it) }
