package vn.fieldbook.ui.draft

import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.runtime.snapshotFlow
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext
import vn.fieldbook.FieldbookException
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words

/** A form that is read first, as it was left, and then filled in. What cannot be filled in says why, and leads back or as [refused] does. */
@Composable
fun <F : Drafted> Form(
    session: Session,
    screen: Screen,
    title: String,
    begin: suspend () -> Drafting<F>,
    onBack: () -> Unit = session.way::back,
    refused: @Composable ColumnScope.(FieldbookException) -> Unit = { MainButton(words.app.back, Icons.back, onClick = onBack) },
    content: @Composable (Drafting<F>) -> Unit,
) {
    var round by remember { mutableIntStateOf(0) }
    val forms = remember(session.book, screen, round) { flow { emit(begin()) } }
    var begun by remember(forms) { mutableStateOf<Drafting<F>?>(null) }
    var refusal by remember(forms) { mutableStateOf<FieldbookException?>(null) }
    // Kept by the system where it makes the same screen again.
    var shown by rememberSaveable { mutableStateOf(false) }
    val again = remember { shown }
    val times = LocalTimes.current
    val drafting = begun
    if (drafting == null) {
        Page(title, onBack, bottom = refusal?.let { why -> { refused(why) } }) {
            Following(forms, onFailure = { refusal = it }) {
                LaunchedEffect(it) {
                    // The system keeps a screen for days: they have been away all the same.
                    if (again && round == 0 && !it.form.isOfAwhileAgo(times.local(times.now()))) it.stayed()
                    shown = true
                    begun = it
                }
            }
        }
        return
    }
    Keeping(session, drafting)
    LaunchedEffect(drafting, drafting.dropped) { if (drafting.dropped) round += 1 }
    content(drafting)
}

/** What is typed is in the draft's file before the thumb is at the next field. */
@Composable
private fun Keeping(session: Session, drafting: Drafting<*>) {
    LaunchedEffect(drafting) {
        snapshotFlow { drafting.form.kept() + drafting.form.beside() }.conflate().collect { withContext(Dispatchers.IO + NonCancellable) { drafting.keep() } }
    }
    // What was typed in the same moment in which the person left.
    DisposableEffect(drafting) { onDispose { drafting.keep() } }
    drafting.onward?.let { lead ->
        LaunchedEffect(lead) {
            drafting.told()
            lead(session.way)
        }
    }
}

/** The page of a form: it is not left by mistake, and not while it is saved. */
@Composable
fun FormPage(
    session: Session,
    drafting: Drafting<*>,
    title: String,
    actions: @Composable () -> Unit = {},
    bottom: @Composable ColumnScope.() -> Unit,
    onKeyboard: () -> Unit = {},
    content: @Composable ColumnScope.() -> Unit,
) {
    var leaving by rememberSaveable { mutableStateOf(false) }
    fun back() {
        when {
            drafting.saving.running -> Unit
            leaving -> leaving = false
            drafting.touched -> leaving = true
            else -> session.way.back()
        }
    }
    session.device.OnBack(enabled = true, ::back)
    if (leaving) {
        Leaving(session, drafting, title, ::back)
    } else {
        Page(title, ::back, actions, bottom, onKeyboard) {
            LeftBefore(drafting)
            SetAside(session, drafting)
            content()
        }
    }
}

/** Going back from a form that something was written in. */
@Composable
private fun Leaving(session: Session, drafting: Drafting<*>, title: String, onStay: () -> Unit) {
    Page(
        title,
        onBack = onStay,
        bottom = {
            MainButton(words.draft.stay, Icons.edit, onClick = onStay)
            SideButton(words.draft.later, Icons.clock) { session.way.back() }
            SideButton(words.draft.drop, Icons.delete) {
                drafting.drop()
                session.way.back()
            }
        },
    ) {
        Note(words.draft.notSavedHow, Tone.WARN, title = words.draft.notSaved)
    }
}

/** That this is not a new form: who opens it days later must not take it for today's. */
@Composable
fun LeftBefore(drafting: Drafting<*>) {
    val left = drafting.leftAt ?: return
    // What is written down of it is of then.
    val begun = drafting.form.begun?.toInstant() ?: left
    Note(words.draft.leftAt(LocalTimes.current.moment(begun, words)), Tone.WAITING, title = words.visit.begun) {
        SideButton(words.draft.anew, Icons.delete, enabled = !drafting.saving.running) { drafting.drop() }
    }
}
