package vn.fieldbook.ui.history

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import vn.fieldbook.FactId
import vn.fieldbook.FactView
import vn.fieldbook.Lang
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Way
import vn.fieldbook.ui.draft.Drafted
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.draft.Form
import vn.fieldbook.ui.draft.FormPage
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Pad
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.staysInView
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.AmountForm
import vn.fieldbook.ui.record.step

/** An entry and the part of it that is put right. */
private class Correcting(val entry: FactView, val value: ValueForm) : Drafted by value

private suspend fun correcting(session: Session, screen: Screen.Correct, lang: Lang): Correcting {
    val entry = session.book.journal.get(screen.fact)
    val part = session.book.part(entry, session.book.step(entry), screen.field)
    // An amount is typed anew: to rub out the wrong one first would be a tap for each digit. Its unit stands.
    val form = ValueForm(part, entry, lang).apply { if (amount == null) fill(part.value(entry)) }
    return Correcting(entry, form)
}

/** What happened to an entry so far. */
private suspend fun told(session: Session, fact: FactId): Int = session.book.journal.history(fact).size

/** One part of an entry put right, and why. The entry itself stays as it was written. */
@Composable
fun CorrectScreen(session: Session, screen: Screen.Correct) {
    val lang = words.lang
    Form(session, screen, words.history.correct, begin = {
        session.drafts.of(session.book, screen, { told(session, screen.fact) }) { correcting(session, screen, lang) }
    }) { Correction(session, screen, it) }
}

@Composable
private fun Correction(session: Session, screen: Screen.Correct, drafting: Drafting<Correcting>) {
    val form = drafting.form.value
    val amount = form.amount
    // What was left with its amount lacks the reason, if anything.
    var typing by remember(form) { mutableStateOf(amount != null && amount.digits.isEmpty()) }
    FormPage(
        session,
        drafting,
        words.history.correct,
        bottom = {
            if (typing && amount != null) {
                ReasonNext(amount) { typing = false }
            } else {
                MainButton(words.app.save, Icons.save, enabled = form.ready && !drafting.saving.running) {
                    saved(session, drafting) { session.book.journal.amend(screen.fact, screen.field, form.value(session.book), form.why()) }
                }
            }
        },
        onKeyboard = { typing = false },
    ) {
        Before(drafting.form)
        ValueField(form, typing) { typing = true }
        Waiting(drafting.saving, words.wait.saving)
        val usual = listOf(words.history.reasonSlip, words.history.reasonAgain)
        Column(Modifier.staysInView(amount != null && !typing), verticalArrangement = Arrangement.spacedBy(Sizes.gap)) {
            ReasonField(words.history.reason, form.reason, usual) { form.reason = it }
        }
    }
}

/** The pad; on a small screen it lies over the reasons, so they are asked for when it has gone. */
@Composable
fun ReasonNext(amount: AmountForm, onNext: () -> Unit) {
    Pad(amount.digits) { amount.digits = it }
    MainButton(words.app.next, Icons.forward, enabled = amount.digits.isNotEmpty(), onClick = onNext)
}

@Composable
private fun Before(correcting: Correcting) {
    val part = correcting.value.part
    val times = LocalTimes.current
    val said = part.value(correcting.entry)?.let { part.said(it, words, times) } ?: words.history.leftOpen
    Text(words.history.before(part.label[words.lang], said), style = MaterialTheme.typography.bodyLarge)
}

/** Writes it, and leads back to the entry. */
private fun saved(session: Session, drafting: Drafting<*>, write: suspend () -> FactView) =
    drafting.save(write) {
        session.device.syncSoon()
        Way::back
    }

/** Why an entry is crossed out. */
private class Voiding : Drafted {
    var reason: String by mutableStateOf("")

    override fun kept() = mapOf("reason" to reason)

    override fun takeUp(kept: Map<String, String>) {
        reason = kept["reason"].orEmpty()
    }
}

/** A mistaken entry crossed out, and why: the core asks for a reason. */
@Composable
fun VoidScreen(session: Session, screen: Screen.Void) {
    Form(session, screen, words.history.void, begin = {
        session.drafts.of(session.book, screen, { told(session, screen.fact) }) { Voiding() }
    }) { drafting ->
        val form = drafting.form
        FormPage(
            session,
            drafting,
            words.history.void,
            bottom = {
                MainButton(words.history.void, Icons.delete, enabled = !drafting.saving.running) {
                    saved(session, drafting) { session.book.journal.void(screen.fact, form.reason) }
                }
            },
        ) {
            Note(words.history.voidExplained, Tone.WARN)
            ReasonField(words.history.voidReason, form.reason, listOf(words.history.voidTwice, words.history.voidWrongPlace)) { form.reason = it }
            Waiting(drafting.saving, words.wait.saving)
        }
    }
}
