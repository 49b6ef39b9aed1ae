package vn.fieldbook.ui.sweep

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import vn.fieldbook.MissingStamp
import vn.fieldbook.SpotMark
import vn.fieldbook.StrangerReason
import vn.fieldbook.SweepReport
import vn.fieldbook.SweptRange
import vn.fieldbook.SweptStranger
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.activate.said
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.words

/** More missing stamps than this are no slip of the hand; a list of them helps nobody. */
private const val LISTED_MAX = 12

/** What is not right about a sheet, each thing with what can be done. */
@Composable
internal fun Remarks(session: Session, sweeping: Sweeping, report: SweepReport, work: Work) {
    for (range in report.ranges) {
        range.said?.let { Note(it[words.lang], Tone.WARN) }
    }
    Missing(sweeping, report, work)
    for (unread in report.unread) unread.likely?.let { Note(words.sweep.likely(it), Tone.WAITING) }
    if (report.duplicates.isNotEmpty()) Heading(words.sweep.double)
    for (duplicate in report.duplicates) {
        Line(duplicate.serial, words.sweep.takeBack, Icons.conflict) { work.start { sweeping.takeIn(duplicate.serial) } }
    }
    LeftOut(sweeping, report.ranges, work)
    if (report.strangers.isNotEmpty()) Heading(words.sweep.stranger)
    for (stranger in report.strangers) Stranger(session, stranger)
}

@Composable
private fun Missing(sweeping: Sweeping, report: SweepReport, work: Work) {
    val missing = report.ranges.flatMap { range -> range.gaps.flatMap { it.missing } }
    if (missing.isEmpty()) return
    Heading(words.sweep.missing)
    Text(words.sweep.missingHow)
    for (stamp in missing.take(LISTED_MAX)) {
        Line(stamp.serial, there(stamp, report), Icons.add) { work.start { sweeping.typeIn(stamp.serial) } }
    }
    if (missing.size > LISTED_MAX) Text(words.sweep.moreMissing(missing.size - LISTED_MAX))
}

/** What was seen where the stamp should be. */
@Composable
private fun there(stamp: MissingStamp, report: SweepReport): String? {
    val spot = stamp.there?.let { there -> report.spots.find { it.spot == there } }
    return when {
        spot?.mark == SpotMark.UNREAD || spot?.mark == SpotMark.UNSURE -> words.sweep.notReadThere
        spot != null -> words.sweep.otherThere
        stamp.place != null -> words.sweep.nothingThere
        else -> null
    }
}

@Composable
private fun LeftOut(sweeping: Sweeping, ranges: List<SweptRange>, work: Work) {
    val out = ranges.flatMap { it.leftOut }
    if (out.isNotEmpty()) Heading(words.sweep.leftOut)
    for (range in out) Line(said(range), words.sweep.takeBack, Icons.undo) { work.start { sweeping.takeIn(range) } }
}

@Composable
private fun Stranger(session: Session, stranger: SweptStranger) {
    val why = stranger.said[words.lang].replaceFirstChar(Char::uppercaseChar)
    when (val reason = stranger.reason) {
        is StrangerReason.Claimed -> Line(stranger.serial ?: stranger.text, why, Icons.activate) { session.way.to(Screen.Claim(reason.claim)) }
        else -> Note(why, Tone.WARN, title = stranger.serial ?: stranger.text)
    }
}
