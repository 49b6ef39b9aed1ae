package vn.fieldbook.ui.activate

import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import vn.fieldbook.Fieldbook
import vn.fieldbook.Task
import vn.fieldbook.TaskKind
import vn.fieldbook.Topic
import vn.fieldbook.claimStateName
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.Finding
import vn.fieldbook.ui.record.name
import vn.fieldbook.watch

/** Something about an activation of stamps that waits for a person, with the lot's name. */
class TaskView(val task: Task, val lot: String)

suspend fun taskViews(book: Fieldbook): List<TaskView> = book.tasks.list().map { TaskView(it, book.documents.get(it.lot).name) }

@Composable
fun TasksScreen(session: Session) {
    val views = remember(session.book) { session.book.watch(Topic.CLAIMS, Topic.FACTS) { taskViews(it) } }
    Page(words.activate.tasks, onBack = session.way::back) {
        Following(views) { found ->
            if (found.isEmpty()) Note(words.activate.noTasks, Tone.GOOD)
            for (view in found) TaskCard(session, view)
        }
    }
}

@Composable
private fun TaskCard(session: Session, view: TaskView) {
    val task = view.task
    val since = task.since?.let { words.activate.since(LocalTimes.current.moment(it, words)) }
    val standing = listOfNotNull(claimStateName(task.shown)[words.lang], since).joinToString(" · ")
    Line(view.lot, standing, Icons.of(task.shown)) {
        session.way.to(Screen.Claim(task.claim))
    }
    ToDo(session, task)
    // A dispute names its stamps already; what else is wrong must be mended.
    if (task.kind == TaskKind.MEND) for (finding in task.findings) Finding(finding)
}
