package vn.fieldbook.ui.data

import java.time.LocalDate
import java.time.YearMonth
import kotlinx.coroutines.flow.Flow
import vn.fieldbook.DayUse
import vn.fieldbook.Fieldbook
import vn.fieldbook.Topic
import vn.fieldbook.watch

/** More days than any month has. */
private const val DAYS: UShort = 31u

/** What the network was used for, the newest day first. */
class DataView(val days: List<DayUse>, private val today: LocalDate) {
    val ofToday: List<DayUse> get() = days.filter { it.day == today }
    val ofMonth: List<DayUse> get() = days.filter { YearMonth.from(it.day) == YearMonth.from(today) }
}

fun dataViews(book: Fieldbook, today: LocalDate): Flow<DataView> = book.watch(Topic.OUTBOX) { DataView(it.sync.usage(DAYS), today) }

/** Bytes up. */
val List<DayUse>.up: ULong get() = sumOf { it.facts.up + it.photos.up }

/** Bytes down. */
val List<DayUse>.down: ULong get() = sumOf { it.facts.down + it.photos.down }

/** Bytes that went over a SIM card. */
val List<DayUse>.metered: ULong get() = sumOf { it.metered }

/** What they cost, đồng, about. */
val List<DayUse>.vnd: ULong get() = sumOf { it.vnd }
