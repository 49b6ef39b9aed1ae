package vn.fieldbook.ui.record

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import java.time.Duration
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import vn.fieldbook.FactKind
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.FieldbookException
import vn.fieldbook.Lang
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.IconTouch
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.Pad
import vn.fieldbook.ui.look.SaidAloud
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.permission.PlaceQuestion
import vn.fieldbook.ui.permission.owesWordOnPlace

/** How long an entry waits for a fix while it is filled in; under trees there may be none, and it is saved without. */
private val FIX_PATIENCE = Duration.ofSeconds(20)

/** One step's fields, and nothing else. */
@Composable
fun EntryScreen(session: Session, screen: Screen.Entry) {
    if (session.owesWordOnPlace) return PlaceQuestion(session)
    val lang = words.lang
    val forms = remember(session.book, screen) { form(session, screen, lang) }
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    val times = LocalTimes.current
    var form by remember { mutableStateOf<EntryForm?>(null) }
    // The amount that the pad writes into; null while the pad is away.
    var typing by remember { mutableStateOf<AmountForm?>(null) }
    Page(
        form?.step?.name?.get(lang) ?: words.record.whichStep,
        onBack = session.way::back,
        actions = { form?.let { Prompt(session, it) } },
        bottom = {
            form?.let { filled ->
                typing?.let { amount -> Pad(amount.digits) { amount.digits = it } }
                MainButton(if (filled.findings.isEmpty()) words.app.save else words.record.saveAnyway, Icons.save, enabled = !work.running) { work.start { save(session, filled, times) } }
            }
        },
        onKeyboard = { typing = null },
    ) {
        Following(forms) { filled ->
            LaunchedEffect(filled) {
                form = filled
                // A repeated entry is only to be looked at and saved.
                // Where goods come in, it is first asked where from.
                val asked = screen.like == null && (!filled.bringsIn || screen.from != null)
                typing = if (asked) filled.amounts.firstOrNull { it.rule.required } else null
            }
            LaunchedEffect(filled) { filled.place = session.device.places.here(FIX_PATIENCE) }
            DisposableEffect(filled) { onDispose { session.device.speaker.hush() } }
            if (session.memory.speaks) LaunchedEffect(filled) { session.device.speaker.say(filled.step.guide[lang], lang) }
            Heading(filled.document.name)
            if (filled.step.kind == FactKind.HARVEST) BeforeHarvest(session, filled)
            val say = { prompt: String -> session.device.speaker.say(prompt, lang) }
            SaidAloud(say.takeIf { session.memory.speaks }) { Fields(session, filled, typing) { typing = it } }
            Troubles(work, filled)
        }
    }
}

private fun form(session: Session, screen: Screen.Entry, lang: Lang): Flow<EntryForm> =
    flow {
        val document = session.book.documents.get(screen.doc)
        val like = screen.like?.let { session.book.journal.get(it) }
        val steps = session.book.steps(document)
        // The group may have a newer version without this step; then there is nothing to fill in.
        val step = steps.find { it.code == screen.step } ?: like?.let { session.book.step(it) } ?: return@flow
        val form = EntryForm(document, step, session.book.sources(document, step), session.book.bringsIn(document, step))
        form.origins.find { it.document.doc.id == screen.from }?.taken = true
        if (screen.like != null) form.fillLike(session.book.journal.again(screen.like), lang) else form.useUnitsOf(lastOf(session, screen))
        emit(form)
    }

/** The last entry of the same work in the same place. */
private suspend fun lastOf(session: Session, screen: Screen.Entry): FactView? =
    session.book.journal.query(FactQuery(doc = screen.doc, steps = listOf(screen.step), standing = true, limit = 1u)).firstOrNull()

private suspend fun save(session: Session, form: EntryForm, times: Times) {
    val saved = form.save(session.book, times) ?: return
    session.device.syncSoon()
    session.way.onTo(Screen.Saved(saved.view.fact.id))
}

/** The step read aloud, for who does not read easily. */
@Composable
private fun Prompt(session: Session, form: EntryForm) {
    val lang = words.lang
    IconTouch(Icons.speaker, words.record.readAloud) { session.device.speaker.say(form.step.guide[lang], lang) }
}

/** What is wrong beside the fields themselves, each in the core's own words. */
@Composable
private fun Troubles(work: Work, form: EntryForm) {
    for (finding in form.findings) Finding(finding)
    Waiting(work.running, words.wait.saving, work::cancel)
    when (val failure = work.failure) {
        null -> Unit
        is FieldbookException.InvalidInput -> for (reason in failure.reasons.filterNot(form::shows)) Note(reason.said[words.lang], Tone.BAD)
        else -> Failure(failure)
    }
}

/** How long the goods are not safe yet after a spraying, before anybody has cut them. */
@Composable
private fun BeforeHarvest(session: Session, form: EntryForm) {
    val waits = remember(form) { flow { emit(listOfNotNull(session.book.documents.waitBeforeHarvest(form.document.doc.id))) } }
    Following(waits) { found ->
        for (wait in found) Note(wait.said[words.lang], Tone.WARN, title = words.harvest.daysLeft(wait.days.toInt()))
    }
}
