package vn.fieldbook.ui.home

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import vn.fieldbook.DocKind
import vn.fieldbook.FactView
import vn.fieldbook.Role
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Syncing
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.IconTouch
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.Tile
import vn.fieldbook.ui.look.Tiles
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.named

/** Today: what this person does most, what waits for them, and how safe their work is. */
@Composable
fun HomeScreen(session: Session) {
    val times = LocalTimes.current
    val views = remember(session.book) { homeViews(session.book, times) }
    val syncing = session.syncing
    DisposableEffect(syncing) { onDispose(syncing::seen) }
    Page(
        words.home.title,
        onBack = null,
        actions = {
            IconTouch(Icons.people, words.people.title) { session.way.to(Screen.People) }
            IconTouch(Icons.settings, words.settings.title) { session.way.to(Screen.Settings) }
        },
    ) {
        Following(views) { Today(it, session, syncing) }
    }
}

@Composable
private fun Today(view: HomeView, session: Session, syncing: Syncing) {
    Strip(view, syncing) { session.way.to(Screen.Outbox) }
    if (view.needsYou > 0) NeedsYou(view, session)
    val today = LocalTimes.current.today()
    // What cannot wait is seen before anything is begun; of the rest the person is told below.
    val pressing = view.due.firstOrNull { !it.waits && it.due.on <= today }
    pressing?.let { DueLine(it, session) }
    Tiles(deeds(view.me.roles)) { deed, modifier ->
        Tile(deed.icon(), deed.label(), modifier, strong = deed == deeds(view.me.roles).first()) { begin(deed, view, session) }
    }
    view.last?.let { Again(it, session) }
    DueLines(view.due - listOfNotNull(pressing), session)
    view.unread?.let { Failure(it) }
}

/** Nobody is asked for a season that is clear. */
private fun begin(deed: Deed, view: HomeView, session: Session) {
    val season = view.season(session.memory.lastDocument).takeIf { deed == Deed.RECORD }
    session.way.to(season?.let { Screen.Steps(it.doc.id) } ?: deed.screen)
}

/** What can be begun here. */
private enum class Deed(val screen: Screen) {
    RECORD(Screen.Choose(DocKind.SEASON)),
    HARVEST(Screen.Lots),
    SCAN(Screen.Scan),
    VISIT(Screen.Visits),
}

private fun Deed.icon() =
    when (this) {
        Deed.RECORD -> Icons.diary
        Deed.HARVEST -> Icons.harvest
        Deed.SCAN -> Icons.scan
        Deed.VISIT -> Icons.visit
    }

@Composable
private fun Deed.label(): String =
    when (this) {
        Deed.RECORD -> words.home.record
        Deed.HARVEST -> words.home.harvest
        Deed.SCAN -> words.home.scan
        Deed.VISIT -> words.home.visit
    }

/** The same four for everybody, what each does most first: a tile's place is learnt once. */
private fun deeds(roles: List<Role>): List<Deed> =
    when {
        Role.OFFICER in roles || Role.INSPECTOR in roles -> listOf(Deed.VISIT, Deed.RECORD, Deed.HARVEST, Deed.SCAN)
        Role.MANAGER in roles -> listOf(Deed.SCAN, Deed.HARVEST, Deed.RECORD, Deed.VISIT)
        else -> listOf(Deed.RECORD, Deed.HARVEST, Deed.SCAN, Deed.VISIT)
    }

/** The last entry once more: this tap, then save. */
@Composable
private fun Again(last: FactView, session: Session) {
    val step by named(session, last)
    val when_ = LocalTimes.current.moment(last.fact.occurred, words)
    Line(words.record.sameAsLast, "${step ?: last.fact.step} · $when_", Icons.again) {
        session.way.to(Screen.Entry(last.doc.id, last.fact.step, last.fact.id))
    }
}
