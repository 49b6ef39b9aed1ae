package vn.fieldbook.ui.lot

import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import vn.fieldbook.Deed
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.FactKind
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.Fieldbook
import vn.fieldbook.HarvestWait
import vn.fieldbook.Step
import vn.fieldbook.Topic
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.opened
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.history.refusal
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.allows
import vn.fieldbook.ui.record.amounts
import vn.fieldbook.ui.record.name
import vn.fieldbook.ui.record.steps
import vn.fieldbook.ui.record.text
import vn.fieldbook.watch

/** A season with the steps by which its harvest is written down, the last one that was, and how long the next has to wait. */
private class Harvestable(val document: Document, val steps: List<Step>, val last: FactView?, val wait: HarvestWait?)

private class LotsView(val seasons: List<Harvestable>, val lots: List<Document>, val mayMake: Boolean)

private suspend fun read(book: Fieldbook): LotsView =
    LotsView(
        seasons = book.documents.list(DocKind.SEASON).map { book.harvestable(it) }.filter { it.steps.isNotEmpty() },
        lots = book.documents.list(DocKind.LOT),
        mayMake = book.refusal(Deed.Document(DocKind.LOT)) == null,
    )

private suspend fun Fieldbook.harvestable(season: Document): Harvestable {
    val harvests = FactQuery(doc = season.doc.id, kind = FactKind.HARVEST, standing = true, limit = 1u)
    return Harvestable(
        document = season,
        steps = steps(season).filter { it.kind == FactKind.HARVEST && allows(it) },
        last = journal.query(harvests).firstOrNull(),
        wait = documents.waitBeforeHarvest(season.doc.id),
    )
}

/** Harvest first: the season, and straight to its harvest. Below it the lots, which a manager makes of harvests. */
@Composable
fun LotsScreen(session: Session) {
    val views = remember(session.book) { session.book.watch(Topic.FACTS, Topic.DOCUMENTS, Topic.CATALOG) { read(it) } }
    var mayMake by remember { mutableStateOf(false) }
    Page(
        words.harvest.title,
        onBack = session.way::back,
        bottom = if (mayMake) ({ MainButton(words.lot.new, Icons.add) { session.way.to(Screen.NewLot()) } }) else null,
    ) {
        Following(views) { view ->
            mayMake = view.mayMake
            Heading(words.harvest.which)
            Seasons(session, view)
            Lots(session, view)
        }
    }
}

@Composable
private fun Seasons(session: Session, view: LotsView) {
    var all by rememberSaveable { mutableStateOf(false) }
    // A manager sees the seasons of all farmers: the newest here, so that the lots are not pushed off the screen.
    val shown = if (all || view.lots.isEmpty()) view.seasons else view.seasons.take(SHOWN_FIRST)
    if (view.seasons.isEmpty()) {
        Note(words.record.noSeason, null) { SideButton(words.record.newSeason, Icons.add) { session.way.to(Screen.Choose(DocKind.SEASON)) } }
    }
    for (season in shown) {
        val wait = season.wait
        Line(
            season.document.name,
            listOfNotNull(season.last?.let { last(it) } ?: words.harvest.notYet, wait?.let { words.harvest.daysLeft(it.days.toInt()) }).joinToString("\n"),
            Icons.harvest,
            beside = { if (wait != null) Icon(Icons.preHarvest, wait.said[words.lang], Modifier.size(Sizes.icon), tint = colours.bad) },
        ) { session.way.to(season.screen) }
    }
    if (shown.size < view.seasons.size) SideButton(words.app.more, Icons.expand) { all = true }
}

@Composable
private fun last(harvest: FactView): String =
    words.harvest.last(listOfNotNull(amounts(harvest), LocalTimes.current.moment(harvest.fact.occurred, words)).joinToString(" · "))

/** Straight to the harvest; a group with several kinds of it lets them be chosen. */
private val Harvestable.screen: Screen
    get() = steps.singleOrNull()?.let { Screen.Entry(document.doc.id, it.code) } ?: Screen.Steps(document.doc.id)

@Composable
private fun Lots(session: Session, view: LotsView) {
    if (view.lots.isEmpty() && !view.mayMake) return
    Heading(words.lot.all)
    if (view.lots.isEmpty()) Note(words.lot.none, null)
    for (lot in view.lots) {
        val said = listOfNotNull(lot.text("code")?.takeIf { it != lot.name }, LocalTimes.current.moment(lot.opened, words)).joinToString(" · ")
        Line(lot.name, said, Icons.lot) { session.way.to(Screen.Lot(lot.doc.id)) }
    }
}

private const val SHOWN_FIRST = 3
