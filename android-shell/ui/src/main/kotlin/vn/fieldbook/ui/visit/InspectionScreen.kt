package vn.fieldbook.ui.visit

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.key
import java.time.Duration
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.draft.Form
import vn.fieldbook.ui.draft.SetAside
import vn.fieldbook.ui.draft.isOfBefore
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.permission.PlaceQuestion
import vn.fieldbook.ui.permission.owesWordOnPlace
import vn.fieldbook.ui.record.fix

/** A visit ends long after it began: there is time for a good fix. */
private val FIX_PATIENCE = Duration.ofSeconds(60)

/** The visit itself, in up to three parts. */
@Composable
fun InspectionScreen(session: Session, screen: Screen.Visit, onBack: () -> Unit) {
    if (session.owesWordOnPlace) return PlaceQuestion(session)
    val times = LocalTimes.current
    val begin: suspend () -> Drafting<VisitForm> = { inspecting(session.book, screen, session.drafts, times) }
    Form(session, screen, words.visit.checklist, begin, onBack) { Parts(session, it, onBack) }
}

@Composable
private fun Parts(session: Session, drafting: Drafting<VisitForm>, onBack: () -> Unit) {
    val form = drafting.form
    // What is left here is gone on with: nobody is asked. While it is saved it is not left.
    fun back() {
        val before = form.before()
        when {
            drafting.saving.running -> Unit
            before == null -> onBack()
            else -> form.part = before
        }
    }
    session.device.OnBack(enabled = true, ::back)
    val times = LocalTimes.current
    LaunchedEffect(form) {
        // Who finishes it on another day is elsewhere; on the same day it is left and gone on with where it is.
        if (form.fix == null && !form.isOfBefore(times.today())) form.fix = session.device.places.fix(FIX_PATIENCE, times)
    }
    // Each part begins at its own top.
    key(form.part) {
        Page(title(form.part), ::back, bottom = { Next(session, drafting) }) {
            if (form.before() == null) SetAside(session, drafting)
            when (form.part) {
                VisitForm.Part.CHECKLIST -> Checklist(session, drafting)
                VisitForm.Part.POINTS -> Points(session, drafting)
                VisitForm.Part.CONCLUSION -> Conclusion(session, drafting)
            }
        }
    }
}

@Composable
private fun Next(session: Session, drafting: Drafting<VisitForm>) {
    val times = LocalTimes.current
    val form = drafting.form
    when (val after = form.after()) {
        null -> MainButton(words.visit.finish, Icons.save, enabled = !drafting.saving.running) { finish(session, drafting, times) }
        else -> MainButton(words.app.next, Icons.forward, enabled = !drafting.saving.running) { form.part = after }
    }
}

private fun finish(session: Session, drafting: Drafting<VisitForm>, times: Times) =
    drafting.save({ drafting.form.finish(session.book, times) { session.device.jpeg(it.picture()) } }) { saved ->
        session.device.syncSoon();
        { way -> way.onTo(Screen.Saved(saved)) }
    }

@Composable
private fun title(part: VisitForm.Part): String =
    when (part) {
        VisitForm.Part.CHECKLIST -> words.visit.checklist
        VisitForm.Part.POINTS -> words.visit.nonconformity
        VisitForm.Part.CONCLUSION -> words.visit.conclusion
    }
