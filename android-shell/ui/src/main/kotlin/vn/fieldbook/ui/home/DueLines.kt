package vn.fieldbook.ui.home

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.vector.ImageVector
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.activate.said
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.visit.DueBadge

/** As many as are seen at a glance; the rest is one tap away. */
private const val AT_A_GLANCE = 3

/** What is due, the most pressing first. */
@Composable
fun DueLines(due: List<Due>, session: Session) {
    if (due.isEmpty()) return
    var all by rememberSaveable { mutableStateOf(false) }
    Heading(words.home.due)
    for (one in if (all) due else due.take(AT_A_GLANCE)) DueLine(one, session)
    val rest = due.size - AT_A_GLANCE
    if (rest > 0 && !all) SideButton(words.home.moreDue(rest), Icons.expand) { all = true }
}

@Composable
fun DueLine(due: Due, session: Session) =
    Line(due.title(), due.detail(), due.icon(), below = { DueBadge(due.day) }) { session.way.to(due.screen) }

@Composable
private fun Due.title(): String =
    when (this) {
        is Due.Mend -> point.found
        is Due.LookAgain -> words.visit.recheck
        is Due.Visit -> words.home.visitOpen
        is Due.Wait -> words.harvest.daysLeft(wait.days.toInt())
        is Due.Stamps -> words.home.stampsEnd
    }

@Composable
private fun Due.detail(): String =
    when (this) {
        is Due.Mend -> place
        is Due.LookAgain -> place
        is Due.Visit -> place
        is Due.Wait -> season + "\n" + wait.said[words.lang]
        is Due.Stamps -> said(lease.range)
    }

private fun Due.icon(): ImageVector =
    when (this) {
        is Due.Mend -> Icons.nonconformity
        is Due.LookAgain -> Icons.again
        is Due.Visit -> Icons.visit
        is Due.Wait -> Icons.preHarvest
        is Due.Stamps -> Icons.activate
    }
