package vn.fieldbook.ui.sweep

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import vn.fieldbook.SweepReport
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.activate.said
import vn.fieldbook.ui.look.Badge
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.permission.CameraRefused
import vn.fieldbook.ui.scan.Torch
import vn.fieldbook.ui.scan.Viewfinder

/** The camera over the sheet, and how far it is. */
@Composable
internal fun FilmPage(session: Session, sweeping: Sweeping, onLook: () -> Unit) {
    var torch by rememberSaveable { mutableStateOf(false) }
    var refused by remember { mutableStateOf(false) }
    val report = sweeping.report
    Page(
        words.sweep.title,
        onBack = session.way::back,
        actions = { if (!refused) Torch(torch) { torch = !torch } },
        bottom = {
            val ready = report?.spots?.isNotEmpty() == true
            MainButton(words.sweep.lookThrough(report?.count ?: 0), Icons.check, enabled = ready, onClick = onLook)
        },
    ) {
        if (refused) {
            CameraRefused(session.device) { refused = false }
        } else {
            Viewfinder(session.device, torch, sweeping.sighting, sweeping::look) { refused = true }
        }
        sweeping.failure?.let { Failure(it) }
        if (report == null || report.spots.isEmpty()) Text(words.sweep.moveSlowly, style = MaterialTheme.typography.bodyLarge) else Counts(report)
    }
}

/** What was found so far, and what is not right yet. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
internal fun Counts(report: SweepReport) {
    Text(
        words.sweep.found(report.count),
        Modifier.semantics { liveRegion = LiveRegionMode.Polite },
        style = MaterialTheme.typography.headlineSmall,
    )
    for (range in report.ranges) Text(said(range.span), style = MaterialTheme.typography.bodyLarge)
    FlowRow(
        horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
        verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
    ) {
        val missing = report.ranges.sumOf { range -> range.gaps.sumOf { it.range.count().toInt() } }
        if (missing > 0) Badge(words.sweep.gaps(missing), Tone.WARN, Icons.question)
        if (report.duplicates.isNotEmpty()) Badge(words.sweep.doubles(report.duplicates.size), Tone.WARN, Icons.conflict)
        if (report.strangers.isNotEmpty()) Badge(words.sweep.strangers(report.strangers.size), Tone.BAD, Icons.stampForeign)
        if (report.unread.isNotEmpty()) Badge(words.sweep.unread(report.unread.size), Tone.WARN, Icons.stampBad)
    }
    if (report.spots.distinctBy { it.place.patch }.size > 1) Note(words.sweep.lost, Tone.WARN)
    if (report.unsure.isNotEmpty()) Note(words.sweep.unsure(report.unsure.size), Tone.WAITING)
    if (report.full) Note(words.sweep.full, Tone.WARN)
}
