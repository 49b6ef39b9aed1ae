package vn.fieldbook.ui.look

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalFocusManager
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import vn.fieldbook.Lang
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes

/** More digits than any harvest has would only be a finger that slipped. */
private const val DIGITS_MAX = 9

/** The number after a key; the same number where the key makes no sense. */
fun pressed(digits: String, key: Char, mark: Char): String =
    when {
        digits.length >= DIGITS_MAX -> digits
        key != mark -> if (digits == "0") key.toString() else digits + key
        mark in digits -> digits
        else -> digits.ifEmpty { "0" } + mark
    }

/** The sign between whole and parts, as the language writes it. */
fun decimalMark(lang: Lang): Char = if (lang == Lang.VI) ',' else '.'

/**
 * Keys as large as a thumb, always there: the phone's own keyboard covers half of a small screen. The two together leave no
 * room for what is written, so the keyboard goes when this comes; [Page] tells when it is the other way.
 */
@Composable
fun Pad(digits: String, modifier: Modifier = Modifier, onChange: (String) -> Unit) {
    val mark = decimalMark(words.lang)
    val focus = LocalFocusManager.current
    LaunchedEffect(focus) { focus.clearFocus() }
    Keys("$mark", modifier) { key -> onChange(if (key == ERASE) digits.dropLast(1) else pressed(digits, key, mark)) }
}

/** The same for digits that are no number, such as a PIN: each counts, also a nought in front. */
@Composable
fun DigitPad(digits: String, most: Int, modifier: Modifier = Modifier, onChange: (String) -> Unit) =
    Keys(" ", modifier) { key -> onChange(if (key == ERASE) digits.dropLast(1) else (digits + key).take(most)) }

private const val ERASE = '<'

@Composable
private fun Keys(corner: String, modifier: Modifier, onKey: (Char) -> Unit) {
    Column(modifier, verticalArrangement = Arrangement.spacedBy(Sizes.gapTiny)) {
        for (row in listOf("123", "456", "789", "${corner}0$ERASE")) {
            Row(Modifier.fillMaxWidth(), horizontalArrangement = Arrangement.spacedBy(Sizes.gapTiny)) {
                for (key in row) {
                    when (key) {
                        ' ' -> Spacer(Modifier.weight(1f))
                        ERASE -> Key(Modifier.weight(1f), words.quantity.erase, { onKey(key) }) { Icon(Icons.erase, null) }
                        else ->
                            Key(Modifier.weight(1f), said(key), { onKey(key) }) {
                                Text(key.toString(), style = MaterialTheme.typography.headlineSmall)
                            }
                    }
                }
            }
        }
    }
}

/** A comma alone is read as a pause. */
@Composable
private fun said(key: Char): String =
    when (key) {
        ',' -> words.quantity.comma
        '.' -> words.quantity.point
        else -> key.toString()
    }

@Composable
private fun Key(modifier: Modifier, label: String, onClick: () -> Unit, face: @Composable () -> Unit) {
    Surface(
        onClick,
        modifier.heightIn(min = Sizes.touchTarget).semantics { contentDescription = label },
        shape = RoundedCornerShape(Sizes.corner),
        color = colours.surfaceRaised,
    ) {
        Box(contentAlignment = Alignment.Center) { face() }
    }
}
