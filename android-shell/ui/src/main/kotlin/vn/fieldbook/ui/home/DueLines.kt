package vn.fieldbook.ui.home

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.vector.ImageVector
import java.time.temporal.ChronoUnit
import vn.fieldbook.Due
import vn.fieldbook.DueWhat
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.visit.DueBadge

/** As many as are seen at a glance; the rest is one tap away. */
private const val AT_A_GLANCE = 3

/** What is due, the most pressing first. */
@Composable
fun DueLines(due: List<DueHere>, session: Session) {
    if (due.isEmpty()) return
    var all by rememberSaveable { mutableStateOf(false) }
    Heading(words.home.due)
    for (one in if (all) due else due.take(AT_A_GLANCE)) DueLine(one, session)
    val rest = due.size - AT_A_GLANCE
    if (rest > 0 && !all) SideButton(words.home.moreDue(rest), Icons.expand) { all = true }
}

@Composable
fun DueLine(here: DueHere, session: Session) =
    Line(here.due.title(), here.due.detail(), here.due.icon(), below = { DueBadge(here.due.on) }) { session.way.to(here.screen) }

@Composable
private fun Due.title(): String =
    when (val what = what) {
        is DueWhat.Mend -> what.found
        is DueWhat.LookAgain -> words.visit.recheck
        is DueWhat.Harvest -> words.harvest.daysLeft(ChronoUnit.DAYS.between(LocalTimes.current.today(), on).toInt())
        DueWhat.Visit -> words.home.visitOpen
        is DueWhat.Lease -> words.home.stampsEnd
    }

/** Where it is; what the title does not say, in the core's sentence. */
@Composable
private fun Due.detail(): String =
    when (what) {
        is DueWhat.Harvest, is DueWhat.Lease -> said[words.lang]
        else -> name
    }

private fun Due.icon(): ImageVector =
    when (what) {
        is DueWhat.Mend -> Icons.nonconformity
        is DueWhat.LookAgain -> Icons.again
        DueWhat.Visit -> Icons.visit
        is DueWhat.Harvest -> Icons.preHarvest
        is DueWhat.Lease -> Icons.activate
    }
