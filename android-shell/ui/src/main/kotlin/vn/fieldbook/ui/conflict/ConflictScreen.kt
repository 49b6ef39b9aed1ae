package vn.fieldbook.ui.conflict

import androidx.compose.foundation.ExperimentalFoundationApi
import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.foundation.relocation.bringIntoViewRequester
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
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
import androidx.compose.runtime.withFrameNanos
import androidx.compose.ui.Modifier
import vn.fieldbook.Topic
import vn.fieldbook.get
import vn.fieldbook.said
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.history.ReasonField
import vn.fieldbook.ui.history.ReasonNext
import vn.fieldbook.ui.history.ValueField
import vn.fieldbook.ui.history.said
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.name
import vn.fieldbook.watch

/** One field on which people disagree: choose one of the values or write a third. It works without signal. */
@Composable
fun ConflictScreen(session: Session, screen: Screen.Conflict) {
    val views = remember(session.book, screen) { session.book.watch(Topic.FACTS, Topic.DOCUMENTS) { found(it, screen) } }
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    var settling by remember { mutableStateOf<Settling?>(null) }
    var settled by remember { mutableStateOf(false) }
    Page(
        words.conflict.title,
        onBack = session.way::back,
        bottom = {
            if (settled) MainButton(words.app.done, Icons.check) { session.way.back() }
            settling?.takeIf { !settled && it.view.notAllowed == null }?.let { choice ->
                val amount = choice.form.amount
                if (choice.typing && amount != null) {
                    ReasonNext(amount) { choice.typing = false }
                } else {
                    MainButton(words.app.save, Icons.save, enabled = choice.ready && !work.running) {
                        work.start {
                            choice.save(session.book)
                            settled = true
                            session.device.syncSoon()
                        }
                    }
                }
            }
        },
        onKeyboard = { settling?.typing = false },
    ) {
        Following(views) { found ->
            when {
                settled -> Note(words.conflict.tellLater, Tone.GOOD, title = words.conflict.settled)
                found.view != null -> Card(session, found.view, work) { settling = it }
                // While it is saved here, it is gone a moment before the core has answered.
                !work.running -> Note(words.conflict.gone, Tone.GOOD)
            }
        }
    }
}

@Composable
private fun Card(session: Session, view: ConflictView, work: Work, onBegin: (Settling) -> Unit) {
    val lang = words.lang
    // A third value that comes in by a sync begins the choice anew: nobody chooses between values they have not seen.
    val settling = rememberSaveable(view.conflict, saver = Settling.saver(view, lang)) { Settling(view, lang) }
    LaunchedEffect(settling) { onBegin(settling) }
    About(session, view)
    Text(view.part.label[lang], style = MaterialTheme.typography.titleLarge)
    Column(Modifier.selectableGroup(), verticalArrangement = Arrangement.spacedBy(Sizes.gap)) {
        for (side in view.sides) SideCard(view, side, settling)
        if (view.notAllowed == null) ThirdCard(settling)
    }
    view.notAllowed?.let { Note(it.said[lang], null) }
    if (settling.begun) Details(settling)
    Waiting(work, words.wait.saving)
}

/** The third value, if it is that, and why. */
@OptIn(ExperimentalFoundationApi::class)
@Composable
private fun Details(settling: Settling) {
    val below = remember { BringIntoViewRequester() }
    // What is to be done next must not lie unseen below the edge of a small screen.
    LaunchedEffect(settling.third, settling.typing) { withFrameNanos {}; below.bringIntoView() }
    Column(Modifier.bringIntoViewRequester(below), verticalArrangement = Arrangement.spacedBy(Sizes.gap)) {
        if (settling.third) ValueField(settling.form, settling.typing) { settling.typing = true }
        ReasonField(words.conflict.reason, settling.form.reason, listOf(words.conflict.asked, words.history.reasonAgain)) {
            settling.form.reason = it
        }
    }
}

/** The entry that it is about, and where it was written. */
@Composable
private fun About(session: Session, view: ConflictView) {
    val entry = view.entry
    val name = view.document?.name.orEmpty()
    if (entry == null) return Text(name, style = MaterialTheme.typography.titleMedium)
    val title = "${view.step?.name?.get(words.lang) ?: entry.fact.step} · ${LocalTimes.current.moment(entry.fact.occurred, words)}"
    val place = entry.fact.place?.let { said(it) }
    Line(title, listOfNotNull(name, place).joinToString("\n"), Icons.step(entry.fact.step, entry.fact.kind)) {
        session.way.to(Screen.History(entry.fact.id))
    }
}
