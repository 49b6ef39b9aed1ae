package vn.fieldbook.ui.history

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import java.time.Duration
import vn.fieldbook.FactReceipt
import vn.fieldbook.FieldValue
import vn.fieldbook.HistoryEntry
import vn.fieldbook.Receipt
import vn.fieldbook.changeStateName
import vn.fieldbook.get
import vn.fieldbook.hubOffset
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.looks.tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.look.Badge
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** A clock that is off by less is as good as a wrist watch. */
private val CLOCK_OFF = Duration.ofMinutes(5)

/** Everything that happened to the entry, oldest first: who, when, on which device, and what is doubtful. */
@Composable
fun Happened(view: HistoryView) {
    Heading(words.history.title)
    for (happening in view.happened) HappeningCard(happening)
}

@Composable
private fun HappeningCard(happening: Happening) {
    val told = happening.told
    Surface(
        // Read out as one: who, when and what belong together.
        Modifier.fillMaxWidth().semantics(mergeDescendants = true) {},
        shape = RoundedCornerShape(Sizes.corner),
        color = colours.surface,
        border = BorderStroke(1.dp, colours.outline),
    ) {
        Column(Modifier.padding(Sizes.gap), verticalArrangement = Arrangement.spacedBy(Sizes.gapTiny)) {
            Text(who(told), style = MaterialTheme.typography.titleMedium)
            change(happening)?.let { Text(it, style = MaterialTheme.typography.bodyLarge) }
            told.reason?.let { Text(words.history.because(it), style = MaterialTheme.typography.bodyLarge) }
            Quiet(listOfNotNull(LocalTimes.current.moment(told.at, words), device(told)).joinToString(" · "))
            if (told.replaced) Quiet(words.history.replaced)
            happening.clock?.let { Quiet(it[words.lang]) }
            told.hubOffset?.let { ClockOff(it) }
            happening.finding?.let { Badge(it[words.lang], Tone.WARN) }
            Badge(changeStateName(told.state)[words.lang], told.state.tone, Icons.of(told.state))
        }
    }
}

@Composable
private fun who(told: HistoryEntry): String {
    val person = told.byName ?: words.history.unknownPerson
    val other = told.onBehalfOfName
    return when {
        told.field == VOID && told.new == FieldValue.Bool(true) -> words.history.voided(person)
        told.field != null -> words.history.corrected(person)
        other != null -> words.history.recordedFor(person, other)
        else -> words.history.recorded(person)
    }
}

@Composable
private fun device(told: HistoryEntry): String? = told.deviceName?.let { words.conflict.writtenOn(it) }

/** `Độ ẩm: 24 % thành 22 %`. */
@Composable
private fun change(happening: Happening): String? {
    val part = happening.part?.takeIf { it.field != VOID } ?: return null
    val new = happening.told.new ?: return null
    val (words, times) = words to LocalTimes.current
    val before = happening.told.old.joinToString(", ") { part.said(it, words, times) }.ifEmpty { words.history.leftOpen }
    return "${part.label[words.lang]}: ${words.history.fromTo(before, part.said(new, words, times))}"
}

/** A device whose clock was wrong says so itself, once it has met the hub. */
@Composable
private fun ClockOff(offset: Duration) {
    if (offset.abs() < CLOCK_OFF) return
    val minutes = offset.abs().toMinutes().toInt()
    val said = if (offset.isNegative) words.history.clockFast(minutes) else words.history.clockSlow(minutes)
    Badge(said, Tone.WARN, Icons.clock)
}

/** What the hub has signed for: the entry and each correction. */
@Composable
fun Receipts(view: HistoryView) {
    Heading(words.history.receipt)
    val held = view.receipts.mapNotNull { receipt -> receipt.receipt?.let { receipt to it } }
    if (held.isEmpty()) Quiet(words.history.noReceipt)
    for ((change, receipt) in held) ReceiptLine(view, change, receipt)
}

@Composable
private fun ReceiptLine(view: HistoryView, change: FactReceipt, receipt: Receipt) {
    val part = change.field?.let { field -> view.parts.find { it.field == field }?.label?.get(words.lang) ?: words.history.correct }
    val said = words.history.receivedAt(LocalTimes.current.moment(receipt.at, words))
    Text(listOfNotNull(part, said).joinToString(": "), style = MaterialTheme.typography.bodyLarge)
    if (receipt.verifies) Badge(words.history.signed, Tone.GOOD) else Badge(words.history.notSigned, Tone.BAD)
}

@Composable
private fun Quiet(said: String) {
    Text(said, style = MaterialTheme.typography.bodyMedium, color = colours.textQuiet)
}
