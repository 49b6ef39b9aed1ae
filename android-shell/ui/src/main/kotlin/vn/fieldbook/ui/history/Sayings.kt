package vn.fieldbook.ui.history

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import java.math.BigDecimal
import java.math.RoundingMode
import vn.fieldbook.DocKind
import vn.fieldbook.Place
import vn.fieldbook.Quantity
import vn.fieldbook.StampSpan
import vn.fieldbook.sayNumber
import vn.fieldbook.sayQuantity
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.name

@Composable
@ReadOnlyComposable
fun said(quantity: Quantity?): String? = quantity?.let { sayQuantity(it, words.lang) }

/** The stamp's own code, or the first and the last of a row. */
@Composable
@ReadOnlyComposable
fun said(span: StampSpan): String = span.code ?: words.sweep.range(span.range.firstSerial(), span.range.lastSerial())

/** As maps write it, to the metre: `21,12346; 103,98765 · sai số 8 m`. */
@Composable
@ReadOnlyComposable
fun said(place: Place): String {
    val lang = words.lang
    fun degrees(e7: Int) = sayNumber(BigDecimal(e7).movePointLeft(7).setScale(5, RoundingMode.HALF_UP), lang)
    return "${degrees(place.latE7)}; ${degrees(place.lonE7)} · ${words.history.within(place.accuracyM.toString())}"
}

val HistoryView.documentName: String get() = document.name

/** The entry's season, lot or visit. */
val HistoryView.documentScreen: Screen
    get() =
        when (document.doc.kind) {
            DocKind.LOT -> Screen.Lot(document.doc.id)
            DocKind.VISIT -> Screen.Visit(document.doc.id)
            DocKind.SEASON, DocKind.REGISTER -> Screen.Steps(document.doc.id)
        }
