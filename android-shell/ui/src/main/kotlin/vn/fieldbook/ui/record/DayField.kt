package vn.fieldbook.ui.record

import androidx.compose.material3.DatePicker
import androidx.compose.material3.DatePickerDialog
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.material3.rememberDatePickerState
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneOffset
import vn.fieldbook.looks.Icons
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.look.Choices
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words

private enum class Day { TODAY, YESTERDAY, OTHER }

/** When it happened: today, nearly always. */
@Composable
fun DayField(form: EntryForm) {
    val times = LocalTimes.current
    var picking by remember { mutableStateOf(false) }
    val today = times.today()
    val day = form.dayOf(today)
    val chosen =
        when (day) {
            today -> Day.TODAY
            today.minusDays(1) -> Day.YESTERDAY
            else -> Day.OTHER
        }
    Heading(words.record.day)
    Choices(Day.entries, chosen, {
        when (it) {
            Day.TODAY -> words.app.today
            Day.YESTERDAY -> words.app.yesterday
            Day.OTHER -> if (chosen == Day.OTHER) times.day(day, words) else words.record.anotherDay
        }
    }) {
        when (it) {
            Day.TODAY -> form.choose(today, today)
            Day.YESTERDAY -> form.choose(today.minusDays(1), today)
            Day.OTHER -> picking = true
        }
    }
    if (picking) DayPicker(day, { picking = false }) { form.choose(it, today) }
}

/** A day that a field asks for, such as a date of expiry. */
@Composable
fun DateField(label: String, typed: String, onChange: (String) -> Unit) {
    Heading(label)
    DayButton(typed, onChange)
}

/** The day that was chosen, and the way to any other. */
@Composable
fun DayButton(typed: String, onChange: (String) -> Unit) {
    val times = LocalTimes.current
    var picking by remember { mutableStateOf(false) }
    val day = runCatching { LocalDate.parse(typed) }.getOrNull()
    SideButton(day?.let { times.day(it, words) } ?: words.record.anotherDay, Icons.calendar) { picking = true }
    if (picking) DayPicker(day ?: times.today(), { picking = false }) { onChange(it.toString()) }
}

@OptIn(ExperimentalMaterial3Api::class)
@Composable
private fun DayPicker(shown: LocalDate, onDone: () -> Unit, onPick: (LocalDate) -> Unit) {
    // Material's picker counts in days of UTC, whatever the zone.
    val state = rememberDatePickerState(shown.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli())
    DatePickerDialog(
        onDismissRequest = onDone,
        confirmButton = {
            TextButton({
                state.selectedDateMillis?.let { onPick(Instant.ofEpochMilli(it).atZone(ZoneOffset.UTC).toLocalDate()) }
                onDone()
            }) { Text(words.app.choose) }
        },
        dismissButton = { TextButton(onDone) { Text(words.wait.cancel) } },
    ) {
        DatePicker(state)
    }
}
