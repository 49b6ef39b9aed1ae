package vn.fieldbook.ui

import androidx.compose.runtime.staticCompositionLocalOf
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import vn.fieldbook.Lang
import vn.fieldbook.looks.Words

/** Says moments as people do: `07:12 hôm nay`, `hôm qua`, `3/10/2026`. */
open class Times(private val zone: ZoneId = ZoneId.systemDefault(), private val clock: () -> Instant = Instant::now) {
    open fun now(): Instant = clock()

    fun today(): LocalDate = now().atZone(zone).toLocalDate()

    /** A moment of the book in this device's zone. */
    open fun local(moment: Instant): OffsetDateTime = moment.atZone(zone).toOffsetDateTime()

    fun day(day: LocalDate, words: Words): String =
        when (day) {
            today() -> words.app.today
            today().minusDays(1) -> words.app.yesterday
            today().plusDays(1) -> words.app.tomorrow
            else -> day.format(if (words.lang == Lang.VI) VIETNAMESE_DAY else ENGLISH_DAY)
        }

    fun moment(moment: Instant, words: Words): String {
        val local = local(moment)
        // Behind the hour the day is no longer the first word.
        return "${local.format(CLOCK)} ${day(local.toLocalDate(), words).replaceFirstChar { it.lowercase() }}"
    }

    fun moment(moment: OffsetDateTime, words: Words): String = moment(moment.toInstant(), words)

    private companion object {
        val CLOCK: DateTimeFormatter = DateTimeFormatter.ofPattern("HH:mm")
        val VIETNAMESE_DAY: DateTimeFormatter = DateTimeFormatter.ofPattern("d/M/yyyy")
        val ENGLISH_DAY: DateTimeFormatter = DateTimeFormatter.ofPattern("d MMM yyyy", java.util.Locale.ENGLISH)
    }
}

val LocalTimes = staticCompositionLocalOf { Times() }
