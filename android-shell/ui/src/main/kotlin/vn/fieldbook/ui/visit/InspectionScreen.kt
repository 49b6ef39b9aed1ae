package vn.fieldbook.ui.visit

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.runtime.snapshotFlow
import java.time.Duration
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.filterNotNull
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.permission.PlaceQuestion
import vn.fieldbook.ui.permission.owesWordOnPlace

/** A visit ends long after it began: there is time for a good fix. */
private val FIX_PATIENCE = Duration.ofSeconds(60)

/** The visit itself, in up to three parts. */
@Composable
fun InspectionScreen(session: Session, screen: Screen.Visit, onBack: () -> Unit) {
    if (session.owesWordOnPlace) return PlaceQuestion(session)
    val forms =
        remember(session.book, screen) {
            flow { emit(inspecting(session.book, screen.doc, Drafts.of(session.book, session.device.folder))) }.filterNotNull()
        }
    var visit by remember { mutableStateOf<Inspecting?>(null) }
    when (val begun = visit) {
        null -> Page(words.visit.checklist, onBack) { Following(forms) { LaunchedEffect(it) { visit = it } } }
        else -> Parts(session, begun, onBack)
    }
}

@Composable
private fun Parts(session: Session, visit: Inspecting, onBack: () -> Unit) {
    val form = visit.form
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    fun back() {
        val before = form.before()
        if (before == null) onBack() else form.part = before
    }
    session.device.OnBack(enabled = true, ::back)
    LaunchedEffect(visit) { visit.place = session.device.places.here(FIX_PATIENCE) }
    Keeping(visit)
    // Each part begins at its own top.
    key(form.part) {
        Page(title(form.part), ::back, bottom = { Next(session, visit, work) }) {
            when (form.part) {
                VisitForm.Part.CHECKLIST -> Checklist(session, form, work)
                VisitForm.Part.POINTS -> Points(session, form, work)
                VisitForm.Part.CONCLUSION -> Conclusion(session, form, work)
            }
        }
    }
}

/** Every answer is in the draft's file before the thumb is at the next question. */
@Composable
private fun Keeping(visit: Inspecting) {
    LaunchedEffect(visit) {
        snapshotFlow { visit.kept() }.conflate().collect { answers ->
            withContext(Dispatchers.IO + NonCancellable) { visit.keep(answers) }
        }
    }
    // What was answered in the same moment in which the person left.
    DisposableEffect(visit) { onDispose { visit.keep(visit.kept()) } }
}

@Composable
private fun Next(session: Session, visit: Inspecting, work: Work) {
    val times = LocalTimes.current
    val form = visit.form
    when (val after = form.after()) {
        null -> MainButton(words.visit.finish, Icons.save, enabled = !work.running) { work.start { finish(session, visit, times) } }
        else -> MainButton(words.app.next, Icons.forward) { form.part = after }
    }
}

private suspend fun finish(session: Session, visit: Inspecting, times: Times) {
    val saved = visit.form.finish(session.book, times, visit.place) { session.device.jpeg(it.picture()) } ?: return
    visit.finish()
    session.device.syncSoon()
    session.way.onTo(Screen.Saved(saved))
}

@Composable
private fun title(part: VisitForm.Part): String =
    when (part) {
        VisitForm.Part.CHECKLIST -> words.visit.checklist
        VisitForm.Part.POINTS -> words.visit.nonconformity
        VisitForm.Part.CONCLUSION -> words.visit.conclusion
    }
