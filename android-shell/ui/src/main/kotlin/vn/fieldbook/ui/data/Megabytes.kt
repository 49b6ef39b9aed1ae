package vn.fieldbook.ui.data

import java.math.BigDecimal
import java.math.RoundingMode
import vn.fieldbook.DayUse
import vn.fieldbook.Traffic
import vn.fieldbook.looks.Words
import vn.fieldbook.sayNumber

private val BYTES_OF_A_MEGABYTE = BigDecimal(1_000_000)

/** `0,2 MB`: everything of the day, both ways. */
fun megabytes(day: DayUse, words: Words): String = megabytes(bytes(day.facts) + bytes(day.photos), words)

fun megabytes(bytes: ULong, words: Words): String {
    val megabytes = BigDecimal(bytes.toString()).divide(BYTES_OF_A_MEGABYTE, 1, RoundingMode.UP)
    return "${sayNumber(megabytes, words.lang)} MB"
}

private fun bytes(traffic: Traffic): ULong = traffic.up + traffic.down
