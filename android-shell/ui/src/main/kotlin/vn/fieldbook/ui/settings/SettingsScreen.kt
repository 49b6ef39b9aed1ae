package vn.fieldbook.ui.settings

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import vn.fieldbook.ClockState
import vn.fieldbook.Lang
import vn.fieldbook.Rescue
import vn.fieldbook.clockStateName
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.sayRescue
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Choices
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

@Composable
fun SettingsScreen(session: Session) {
    var read by remember(session.book) { mutableStateOf(0) }
    val views = remember(session.book, read) { settingsViews(session.book) }
    Page(words.settings.title, onBack = session.way::back) {
        Following(views) { view ->
            view.rescue?.let { Rescued(it, session) { read += 1 } }
            Language(session)
            Lightness(session)
            Aloud(session)
            NewStamps(session)
            TakesPlace(session)
            Ways(session, view)
            Clock(view)
            Check(session)
            About(session, view)
        }
    }
}

/** What was saved of a damaged book, in the book's own sentence, until the person has read it. */
@Composable
private fun Rescued(rescue: Rescue, session: Session, onRead: () -> Unit) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    Note(sayRescue(rescue, words.lang), Tone.WARN, title = words.wait.rescued) {
        SideButton(words.settings.rescueRead, Icons.check, enabled = !work.running) {
            work.start {
                session.book.forgetRescue()
                onRead()
            }
        }
    }
    Waiting(work)
}

@Composable
private fun Language(session: Session) {
    Heading(words.settings.language)
    Choices(Lang.entries, words.lang, { if (it == Lang.VI) words.settings.vietnamese else words.settings.english }) {
        session.memory.lang = it
    }
}

@Composable
private fun Aloud(session: Session) {
    Heading(words.settings.spoken)
    Choices(listOf(true, false), session.memory.speaks, { if (it) words.app.yes else words.app.no }) { session.memory.speaks = it }
}

@Composable
private fun Ways(session: Session, view: SettingsView) {
    Line(words.data.title, icon = Icons.dataUse) { session.way.to(Screen.DataUse) }
    Line(words.backup.title, icon = Icons.backup) { session.way.to(Screen.Backup) }
    Line(words.settings.organisations, view.orgs.joinToString(", ") { it.name }.ifEmpty { null }, Icons.people) {
        session.way.to(Screen.Organisations)
    }
}

/** A wrong clock is the person's to set: what was written is never rewritten. */
@Composable
private fun Clock(view: SettingsView) {
    Heading(words.settings.clock)
    val off = view.clock.minutesOff
    when {
        off != null -> Note(words.settings.clockOff(off.toInt()), Tone.WARN)
        view.clock.state == ClockState.TURNED -> Note(clockStateName(view.clock.state)[words.lang], Tone.WARN)
        view.clock.isRight -> Note(words.settings.clockRight, Tone.GOOD)
        else -> Text(clockStateName(view.clock.state)[words.lang])
    }
}

/** The whole book is looked through, and mended where its lists are wrong. */
@Composable
private fun Check(session: Session) {
    val scope = rememberCoroutineScope()
    val checking = remember(session.book) { Checking(session.book, scope) }
    SideButton(words.settings.check, Icons.search, enabled = !checking.work.running, onClick = checking::start)
    Waiting(checking.work, words.settings.checking)
    val report = checking.report
    val mended = checking.mended
    when {
        mended != null -> Note(words.settings.mended(mended.toInt()), Tone.GOOD)
        report == null -> Unit
        report.problems.isEmpty() -> Note(words.settings.checkGood(report.facts.toInt()), Tone.GOOD)
        else ->
            Note(words.settings.checkBad(report.problems.size), Tone.WARN) {
                SideButton(words.settings.mend, Icons.correctiveAction, enabled = !checking.work.running, onClick = checking::mend)
                SideButton(words.error.report, Icons.share) { checking.tell(session.device) }
            }
    }
}

@Composable
private fun About(session: Session, view: SettingsView) {
    Heading(words.app.name)
    session.device.version?.let { Text(words.settings.version(it)) }
    Text("${words.settings.hub}: ${view.me.hubUrl}", color = colours.textQuiet)
    Line(words.settings.licences, icon = Icons.info) { session.way.to(Screen.Licences) }
}
