package vn.fieldbook.ui.sweep

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.withContext
import vn.fieldbook.DocId
import vn.fieldbook.FieldbookException
import vn.fieldbook.SweepId
import vn.fieldbook.SweepView
import vn.fieldbook.begun
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.activate.ChooseLot
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words

/** Where a person is with a sheet. */
internal enum class Stage { BEGIN, FILM, LOOK, LOT }

/** A sheet or roll: film it, look at what is proposed, say which lot it is for. */
@Composable
fun SweepScreen(session: Session, screen: Screen.Sweep) {
    val sweeping = remember(session.book) { Sweeping(session.book, session::tick) }
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    var stage by rememberSaveable { mutableStateOf(Stage.BEGIN) }
    // Survives the process: the same sheet is on the table when the app comes back.
    var id by rememberSaveable { mutableStateOf<String?>(null) }
    var lot by rememberSaveable { mutableStateOf(screen.lot?.toString()) }
    fun begin(asked: suspend () -> SweepId?) =
        work.start {
            id = asked()?.toString() ?: return@start
            if (stage == Stage.BEGIN) stage = Stage.FILM
        }
    LaunchedEffect(sweeping) {
        val open = id ?: return@LaunchedEffect
        work.start {
            try {
                sweeping.goOn(SweepId.fromString(open))
            } catch (gone: FieldbookException.NotFound) {
                stage = Stage.BEGIN
            }
        }
    }
    Leaving(sweeping)
    session.device.OnBack(stage == Stage.LOOK || stage == Stage.LOT) { stage = if (stage == Stage.LOT) Stage.LOOK else Stage.FILM }
    when (stage) {
        Stage.BEGIN -> Beginning(session, sweeping, work, ::begin)
        Stage.FILM -> FilmPage(session, sweeping) { stage = Stage.LOOK }
        Stage.LOOK ->
            ProposalPage(
                session,
                sweeping,
                lot?.let(DocId::fromString),
                onFilm = { stage = Stage.FILM },
                onLot = { stage = Stage.LOT },
            )
        Stage.LOT ->
            ChooseLot(session, onBack = { stage = Stage.LOOK }) {
                lot = it.toString()
                stage = Stage.LOOK
            }
    }
}

/** Lets the sheet go when the screen is left, however it is left. */
@Composable
private fun Leaving(sweeping: Sweeping) {
    LaunchedEffect(sweeping) {
        try {
            awaitCancellation()
        } finally {
            withContext(NonCancellable) { sweeping.leave() }
        }
    }
}

/** A sheet that was begun is offered before a new one; where there is none, the camera opens at once. */
@Composable
private fun Beginning(session: Session, sweeping: Sweeping, work: Work, begin: (suspend () -> SweepId?) -> Unit) {
    var unfinished by remember { mutableStateOf<List<SweepView>?>(null) }
    LaunchedEffect(sweeping) {
        begin {
            val found = sweeping.unfinished().filter { it.read > 0u }
            if (found.isEmpty()) return@begin sweeping.begin()
            unfinished = found
            null
        }
    }
    Page(
        words.sweep.title,
        onBack = session.way::back,
        bottom = { if (!unfinished.isNullOrEmpty()) SideButton(words.sweep.another, Icons.add, enabled = !work.running) { begin(sweeping::begin) } },
    ) {
        if (!unfinished.isNullOrEmpty()) {
            Text(words.sweep.unfinished, style = MaterialTheme.typography.titleLarge)
            Text(words.sweep.kept)
        }
        for (view in unfinished.orEmpty()) {
            Unfinished(view, enabled = !work.running, onGoOn = { begin { sweeping.goOn(view.id) } }) {
                begin {
                    sweeping.discard(view.id)
                    unfinished = unfinished?.minus(view)
                    if (unfinished.isNullOrEmpty()) sweeping.begin() else null
                }
            }
        }
        Waiting(work)
    }
}

@Composable
private fun Unfinished(view: SweepView, enabled: Boolean, onGoOn: () -> Unit, onDiscard: () -> Unit) {
    val standing = "${words.sweep.found(view.read.toInt())} · ${LocalTimes.current.moment(view.begun, words)}"
    Line(words.sweep.goOn, standing, Icons.sweep, onClick = onGoOn)
    Discard(view.read.toInt(), enabled, onDiscard)
}

/** Throws a sheet away, after one more question. */
@Composable
internal fun Discard(count: Int, enabled: Boolean, onDiscard: () -> Unit) {
    var asking by remember { mutableStateOf(false) }
    if (!asking) {
        SideButton(words.sweep.throwAway, Icons.delete, enabled) { asking = true }
    } else {
        Note(words.sweep.throwQuestion(count), Tone.WARN)
        SideButton(words.sweep.keep, Icons.undo, enabled) { asking = false }
        SideButton(words.app.unsavedLeave, Icons.delete, enabled) {
            asking = false
            onDiscard()
        }
    }
}
