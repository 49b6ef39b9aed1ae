package vn.fieldbook.ui.history

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
import kotlinx.coroutines.flow.flow
import vn.fieldbook.FactView
import vn.fieldbook.Lang
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Pad
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.step

/** An entry and the part of it that is put right. */
private class Correcting(val entry: FactView, val form: ValueForm)

private suspend fun correcting(session: Session, screen: Screen.Correct, lang: Lang): Correcting {
    val entry = session.book.journal.get(screen.fact)
    val part = session.book.part(entry, session.book.step(entry), screen.field)
    // An amount is typed anew: to rub out the wrong one first would be a tap for each digit.
    val form = ValueForm(part, entry, lang).apply { if (part !is Part.Amount) fill(part.value(entry)) }
    return Correcting(entry, form)
}

/** One part of an entry put right, and why. The entry itself stays as it was written. */
@Composable
fun CorrectScreen(session: Session, screen: Screen.Correct) {
    val lang = words.lang
    val found = remember(session.book, screen) { flow { emit(correcting(session, screen, lang)) } }
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    var typing by remember { mutableStateOf(false) }
    var shown by remember { mutableStateOf<Correcting?>(null) }
    Page(
        words.history.correct,
        onBack = session.way::back,
        bottom = {
            shown?.form?.let { form ->
                if (typing) Pad(form.typed) { form.typed = it }
                MainButton(words.app.save, Icons.save, enabled = form.typed.isNotBlank() && !work.running) {
                    work.start { correct(session, screen, form) }
                }
            }
        },
        onKeyboard = { typing = false },
    ) {
        Following(found) { correcting ->
            LaunchedEffect(correcting) {
                shown = correcting
                typing = correcting.form.part is Part.Amount
            }
            Before(correcting)
            ValueField(correcting.form, typing) { typing = true }
            Waiting(work, words.wait.saving)
            ReasonField(words.history.reason, correcting.form)
        }
    }
}

@Composable
private fun Before(correcting: Correcting) {
    val part = correcting.form.part
    val times = LocalTimes.current
    val said = part.value(correcting.entry)?.let { part.said(it, words, times) } ?: words.history.leftOpen
    Text(words.history.before(part.label[words.lang], said), style = MaterialTheme.typography.bodyLarge)
}

private suspend fun correct(session: Session, screen: Screen.Correct, form: ValueForm) {
    session.book.journal.amend(screen.fact, screen.field, form.value(session.book), form.why())
    session.device.syncSoon()
    session.way.back()
}

/** A mistaken entry crossed out, and why: the core asks for a reason. */
@Composable
fun VoidScreen(session: Session, screen: Screen.Void) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    var reason by rememberSaveable { mutableStateOf("") }
    Page(
        words.history.void,
        onBack = session.way::back,
        bottom = {
            MainButton(words.history.void, Icons.delete, enabled = !work.running) {
                work.start {
                    session.book.journal.void(screen.fact, reason)
                    session.device.syncSoon()
                    session.way.back()
                }
            }
        },
    ) {
        Note(words.history.voidExplained, Tone.WARN)
        ReasonField(words.history.voidReason, reason, listOf(words.history.voidTwice, words.history.voidWrongPlace)) { reason = it }
        Waiting(work, words.wait.saving)
    }
}
