package vn.fieldbook.ui.conflict

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import vn.fieldbook.Topic
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.words
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.record.name
import vn.fieldbook.watch

/** Everything that people have written differently; a single one opens by itself. */
@Composable
fun ConflictsScreen(session: Session) {
    val views = remember(session.book) { session.book.watch(Topic.FACTS, Topic.DOCUMENTS) { conflictViews(it) } }
    Page(words.conflict.all, onBack = session.way::back) {
        Following(views) { found ->
            LaunchedEffect(Unit) { found.singleOrNull()?.let { session.way.onTo(it.screen) } }
            if (found.isEmpty()) Note(words.conflict.none, Tone.GOOD)
            for (view in found) ConflictLine(session, view)
        }
    }
}

@Composable
private fun ConflictLine(session: Session, view: ConflictView) {
    val times = LocalTimes.current
    val values = view.sides.map { view.part.said(it.value.value, words, times) }.distinct().joinToString(" ≠ ")
    val where = listOfNotNull(view.step?.name?.get(words.lang), view.document?.name).joinToString(" · ")
    Line("${view.part.label[words.lang]}: $values", where, Icons.conflict) { session.way.to(view.screen) }
}

private val ConflictView.screen: Screen.Conflict get() = Screen.Conflict(conflict.doc.id, conflict.fact, conflict.field)
