package vn.fieldbook.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.key
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.foundation.isSystemInDarkTheme
import kotlinx.coroutines.launch
import vn.fieldbook.Fieldbook
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.device.Device
import vn.fieldbook.ui.draft.Drafts
import vn.fieldbook.ui.enrol.EnrolScreen
import vn.fieldbook.ui.home.HomeScreen
import vn.fieldbook.ui.history.CorrectScreen
import vn.fieldbook.ui.history.HistoryScreen
import vn.fieldbook.ui.history.VoidScreen
import vn.fieldbook.ui.conflict.ConflictScreen
import vn.fieldbook.ui.conflict.ConflictsScreen
import vn.fieldbook.ui.lot.LotsScreen
import vn.fieldbook.ui.lot.LotScreen
import vn.fieldbook.ui.lot.NewLotScreen
import vn.fieldbook.ui.scan.ScanScreen
import vn.fieldbook.ui.activate.ActivateScreen
import vn.fieldbook.ui.activate.ChooseLot
import vn.fieldbook.ui.activate.ClaimScreen
import vn.fieldbook.ui.activate.RescanScreen
import vn.fieldbook.ui.activate.TasksScreen
import vn.fieldbook.ui.sweep.SweepScreen
import vn.fieldbook.ui.visit.VisitsScreen
import vn.fieldbook.ui.visit.VisitScreen
import vn.fieldbook.ui.outbox.BundlesScreen
import vn.fieldbook.ui.outbox.OutboxScreen
import vn.fieldbook.ui.people.AddPersonScreen
import vn.fieldbook.ui.people.NewPinScreen
import vn.fieldbook.ui.people.PeopleScreen
import vn.fieldbook.ui.people.PinScreen
import vn.fieldbook.ui.backup.BackupScreen
import vn.fieldbook.ui.data.DataScreen
import vn.fieldbook.ui.settings.LicencesScreen
import vn.fieldbook.ui.settings.OrganisationsScreen
import vn.fieldbook.ui.settings.SettingsScreen
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.FieldbookTheme
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.open.KeyLostScreen
import vn.fieldbook.ui.open.Opening
import vn.fieldbook.ui.record.ChooseScreen
import vn.fieldbook.ui.record.EntryScreen
import vn.fieldbook.ui.record.SavedScreen
import vn.fieldbook.ui.record.StepsScreen

/** What every screen of an open book may use. */
class Session(val book: Fieldbook, val device: Device, val memory: Memory, val way: Way, val opening: Opening) {
    val drafts: Drafts get() = opening.drafts
    val syncing: Syncing get() = opening.syncing(book)

    /** A code was found, told as the person wants it. */
    fun tick() = device.tick(memory.beeps, memory.shakes)
}

/**
 * The whole app: the book if there is one, else the way to get one. Who opens it may have a [way] of their own, as a
 * notification has that leads to what needs the person. [dark] is how the phone is; the person may want it otherwise.
 */
@Composable
fun FieldbookApp(
    device: Device,
    opening: Opening,
    times: Times = Times(),
    dark: Boolean = isSystemInDarkTheme(),
    way: Way = rememberSaveable(saver = Way.SAVER) { Way() },
) {
    val memory = opening.memory
    FieldbookTheme(memory.lang, device.font, memory.isDark(dark)) {
        CompositionLocalProvider(LocalTimes provides times) {
            LaunchedEffect(opening) { opening.open() }
            when (val state = opening.state) {
                is Opening.State.Looking -> Page(words.app.name, onBack = null) { Waiting(running = true, words.wait.opening) }
                is Opening.State.NotEnrolled -> EnrolScreen(device, opening, memory)
                is Opening.State.KeyLost -> KeyLostScreen(device, opening, memory)
                is Opening.State.Failed -> BookFailed(state, opening)
                is Opening.State.Open -> key(state.book) { InBook(Session(state.book, device, memory, way, opening)) }
            }
        }
    }
}

@Composable
private fun BookFailed(state: Opening.State.Failed, opening: Opening) {
    val scope = rememberCoroutineScope()
    Page(
        words.app.name,
        onBack = null,
        bottom = {
            MainButton(words.error.retry, Icons.again) { scope.launch { opening.open() } }
        },
    ) {
        Failure(state.error)
    }
}

@Composable
private fun InBook(opened: Session) {
    val session = remember(opened.book, opened.way) { opened }
    val way = session.way
    session.device.OnBack(way.canGoBack, way::back)
    // A screen's state belongs to the place on the way: the same form opened twice is two forms.
    key(way.here.path) {
        when (val screen = way.here) {
            is Screen.Home -> HomeScreen(session)
            is Screen.Choose -> ChooseScreen(session, screen)
            is Screen.Steps -> StepsScreen(session, screen)
            is Screen.Entry -> EntryScreen(session, screen)
            is Screen.Saved -> SavedScreen(session, screen)
            is Screen.History -> HistoryScreen(session, screen)
            is Screen.Correct -> CorrectScreen(session, screen)
            is Screen.Void -> VoidScreen(session, screen)
            is Screen.Conflicts -> ConflictsScreen(session)
            is Screen.Conflict -> ConflictScreen(session, screen)
            is Screen.Lots -> LotsScreen(session)
            is Screen.NewLot -> NewLotScreen(session, screen)
            is Screen.Lot -> LotScreen(session, screen)
            is Screen.Scan -> ScanScreen(session)
            is Screen.Sweep -> SweepScreen(session, screen)
            is Screen.StampLot -> ChooseLot(session, session.way::back) { session.way.onTo(Screen.Activate(it)) }
            is Screen.Activate -> ActivateScreen(session, screen)
            is Screen.Claim -> ClaimScreen(session, screen)
            is Screen.Rescan -> RescanScreen(session, screen)
            is Screen.Tasks -> TasksScreen(session)
            is Screen.Visits -> VisitsScreen(session)
            is Screen.Visit -> VisitScreen(session, screen)
            is Screen.Outbox -> OutboxScreen(session)
            is Screen.People -> PeopleScreen(session)
            is Screen.Bundles -> BundlesScreen(session)
            is Screen.AddPerson -> AddPersonScreen(session)
            is Screen.Pin -> PinScreen(session, screen)
            is Screen.NewPin -> NewPinScreen(session)
            is Screen.Settings -> SettingsScreen(session)
            is Screen.DataUse -> DataScreen(session)
            is Screen.Backup -> BackupScreen(session)
            is Screen.Organisations -> OrganisationsScreen(session)
            is Screen.Licences -> LicencesScreen(session)
        }
    }
}
