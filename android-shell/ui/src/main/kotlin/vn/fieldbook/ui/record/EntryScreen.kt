package vn.fieldbook.ui.record

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import java.time.Duration
import kotlinx.coroutines.flow.flow
import vn.fieldbook.DocId
import vn.fieldbook.FactId
import vn.fieldbook.FactKind
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.Lang
import vn.fieldbook.NewFact
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.draft.Drafts
import vn.fieldbook.ui.draft.Form
import vn.fieldbook.ui.draft.FormPage
import vn.fieldbook.ui.draft.isOfAwhileAgo
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.IconTouch
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Pad
import vn.fieldbook.ui.look.SaidAloud
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.permission.PlaceQuestion
import vn.fieldbook.ui.permission.owesWordOnPlace

/** How long an entry waits for a fix while it is filled in; under trees there may be none, and it is saved without. */
private val FIX_PATIENCE = Duration.ofSeconds(20)

/** More than anybody writes of one step in one season: they come by the day that they are of, not as they were written. */
private const val EVERY = 100_000u

/** One step's fields, and nothing else. */
@Composable
fun EntryScreen(session: Session, screen: Screen.Entry) {
    if (session.owesWordOnPlace) return PlaceQuestion(session)
    val lang = words.lang
    val times = LocalTimes.current
    val begin = suspend { session.drafts.entry(session.book, screen, lang, times) }
    Form(session, screen, words.record.whichStep, begin, refused = { Refused(session, screen, it) }) { Entry(session, screen, it) }
}

/** The step is not among those of the product group, in the version that this phone has now. */
private val FieldbookException.isOfStep: Boolean get() = this is FieldbookException.InvalidInput && reasons.any { it.field == "step" }

/** Where the step is gone, the list of those there are is the next thing to do. */
@Composable
private fun Refused(session: Session, screen: Screen.Entry, why: FieldbookException) {
    if (!why.isOfStep) return MainButton(words.app.back, Icons.back, onClick = session.way::back)
    MainButton(words.record.another, Icons.add) { session.way.onTo(Screen.Steps(screen.doc)) }
    SideButton(words.app.back, Icons.back, onClick = session.way::back)
}

@Composable
private fun Entry(session: Session, screen: Screen.Entry, drafting: Drafting<EntryForm>) {
    val lang = words.lang
    val times = LocalTimes.current
    val form = drafting.form
    // The amount that the pad writes into; null while the pad is away.
    var typing by remember(form) { mutableStateOf(asked(screen, drafting)) }
    LaunchedEffect(form) {
        // Who goes on with it later is at home by then.
        val here = drafting.leftAt == null && !form.isOfAwhileAgo(times.local(times.now()))
        if (here && form.fix == null) form.fix = session.device.places.fix(FIX_PATIENCE, times)
    }
    DisposableEffect(form) { onDispose { session.device.speaker.hush() } }
    if (session.memory.speaks) LaunchedEffect(form) { session.device.speaker.say(form.step.guide[lang], lang) }
    FormPage(
        session,
        drafting,
        form.step.name[lang],
        actions = { Prompt(session, form) },
        bottom = {
            typing?.let { amount -> Pad(amount.digits) { amount.digits = it } }
            MainButton(if (form.findings.isEmpty()) words.app.save else words.record.saveAnyway, Icons.save, enabled = !drafting.saving.running) {
                save(session, drafting, times)
            }
        },
        onKeyboard = { typing = null },
    ) {
        Heading(form.document.name)
        if (form.step.kind == FactKind.HARVEST) BeforeHarvest(session, form)
        val say = { prompt: String -> session.device.speaker.say(prompt, lang) }
        SaidAloud(say.takeIf { session.memory.speaks }) { Fields(session, drafting, typing) { typing = it } }
        Troubles(drafting.saving, form)
    }
}

/**
 * What is typed first, where nothing is to be read before. A repeated entry is only to be looked at and saved; where goods
 * come in, it is first asked where from.
 */
private fun asked(screen: Screen.Entry, drafting: Drafting<EntryForm>): AmountForm? {
    val form = drafting.form
    val asked = drafting.leftAt == null && drafting.aside == null && screen.like == null && (!form.bringsIn || screen.from != null)
    return if (asked) form.amounts.firstOrNull { it.rule.required } else null
}

/** The entry of a screen, as it was left or begun anew. */
suspend fun Drafts.entry(book: Fieldbook, screen: Screen.Entry, lang: Lang, times: Times): Drafting<EntryForm> =
    of(book, screen, written = { book.mine(screen.doc, screen.step) }, times) { form(book, screen, lang) }

private suspend fun form(book: Fieldbook, screen: Screen.Entry, lang: Lang): EntryForm {
    val document = book.documents.get(screen.doc)
    val like = screen.like?.let { book.journal.get(it) }
    // The group may have a newer version without this step: then the core says so.
    val step = book.steps(document).find { it.code == screen.step } ?: like?.let { book.step(it) } ?: book.noStep(screen.doc, screen.step)
    val form = EntryForm(document, step, book.sources(document, step), book.bringsIn(document, step))
    form.origins.find { it.document.doc.id == screen.from }?.taken = true
    if (screen.like != null) form.fillLike(book.journal.again(screen.like), lang) else form.useUnitsOf(lastOf(book, screen))
    return form
}

/** The core's own word for a step that is not there. */
internal suspend fun Fieldbook.noStep(doc: DocId, step: String): Nothing {
    journal.check(NewFact(doc, step))
    error("$step is there after all")
}

/**
 * This person's newest entry of a step that was made here: its id is made of the moment. What came from their other phone says
 * nothing of a form on this one.
 */
internal suspend fun Fieldbook.mine(doc: DocId, step: String): FactId? {
    val me = people.me()
    val all = journal.query(FactQuery(doc = doc, steps = listOf(step), limit = EVERY))
    val own = all.filter { it.fact.recorder == me.person && it.fact.device == me.device }
    return own.map { it.fact.id }.maxByOrNull { it.toString() }
}

/** The last entry of the same work in the same place. */
private suspend fun lastOf(book: Fieldbook, screen: Screen.Entry): FactView? =
    book.journal.query(FactQuery(doc = screen.doc, steps = listOf(screen.step), standing = true, limit = 1u)).firstOrNull()

private fun save(session: Session, drafting: Drafting<EntryForm>, times: Times) =
    drafting.save({ drafting.form.save(session.book, times) { drafting.saying.kept(session.book) } }) { saved ->
        session.device.syncSoon();
        { way -> way.onTo(Screen.Saved(saved.view.fact.id)) }
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
