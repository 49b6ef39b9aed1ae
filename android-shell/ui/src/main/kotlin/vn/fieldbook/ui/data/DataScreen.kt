package vn.fieldbook.ui.data

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.text.input.KeyboardType
import java.math.BigDecimal
import vn.fieldbook.DayUse
import vn.fieldbook.looks.Icons
import vn.fieldbook.sayNumber
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Choices
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** What the book costs in bytes and đồng, so that nobody is afraid of it. */
@Composable
fun DataScreen(session: Session) {
    val today = LocalTimes.current.today()
    val views = remember(session.book, today) { dataViews(session.book, today) }
    Page(words.data.title, onBack = session.way::back) {
        Following(views) { view ->
            Sum(words.data.today, view.ofToday)
            Sum(words.data.thisMonth, view.ofMonth)
            Price(session)
            Photos(session)
            if (view.days.isNotEmpty()) Heading(words.data.days)
            for (day in view.days) Day(day)
        }
    }
}

@Composable
private fun Sum(title: String, days: List<DayUse>) {
    Heading(title)
    if (days.isEmpty()) {
        Text(words.data.nothing)
        return
    }
    Text(used(days), style = MaterialTheme.typography.titleLarge)
    val parts = listOf(words.data.sent(megabytes(days.up, words)), words.data.fetched(megabytes(days.down, words)))
    Text((parts + words.data.throughSim(megabytes(days.metered, words))).joinToString(" · "), color = colours.textQuiet)
}

@Composable
private fun Day(day: DayUse) {
    Text("${LocalTimes.current.day(day.day, words)}: ${used(listOf(day))}")
}

@Composable
private fun used(days: List<DayUse>): String {
    val money = "${sayNumber(BigDecimal(days.vnd.toString()), words.lang)} ${words.data.priceUnit}"
    return words.data.used(megabytes(days.up + days.down, words), money)
}

/** Whether large photos wait for Wi-Fi. The book is opened anew for it. */
@Composable
private fun Photos(session: Session) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    Heading(words.data.photosWifi)
    Choices(listOf(true, false), session.memory.photosWait, { if (it) words.app.yes else words.app.no }) { wait ->
        if (wait == session.memory.photosWait || work.running) return@Choices
        session.memory.photosWait = wait
        work.start { session.opening.reopen() }
    }
    if (session.memory.photosWait) Note(words.data.photosRule, tone = null)
    Waiting(work)
}

/** What a megabyte costs, from which the book reckons the rest. It is opened anew for it. */
@Composable
private fun Price(session: Session) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    val kept = session.memory.vndPerMb
    var typed by rememberSaveable { mutableStateOf(kept?.toString().orEmpty()) }
    val price = typed.trim().toUIntOrNull()
    val wrong = if (typed.isNotBlank() && price == null) words.data.priceWrong else null
    TextBox(words.data.price, typed, wrong, KeyboardType.Number, words.data.priceUnit) { typed = it }
    Text(words.data.priceHint, color = colours.textQuiet)
    if (price != null && price != kept) {
        SideButton(words.app.save, Icons.save, enabled = !work.running) {
            session.memory.vndPerMb = price
            work.start { session.opening.reopen() }
        }
    }
    Waiting(work)
}
