package vn.fieldbook.ui.activate

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import vn.fieldbook.ClaimState
import vn.fieldbook.SerialRange
import vn.fieldbook.claimStateName
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.tone
import vn.fieldbook.ui.look.Badge
import vn.fieldbook.ui.look.answered
import vn.fieldbook.StampSpan
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.words

/** A sentence of the core's own catalogue; empty for the moment until it has answered. */
@Composable
fun said(session: Session, key: String, args: Map<String, String> = emptyMap()): String {
    val lang = words.lang
    val text by answered("", key, args, lang) { session.book.catalog.say(lang, key, args).replaceFirstChar(Char::uppercaseChar) }
    return text
}

/** How an activation stands, in a word with its picture. */
@Composable
fun StateBadge(state: ClaimState) = Badge(claimStateName(state)[words.lang], state.tone, Icons.of(state))

/** `HX00000001…HX00000012`, as the core's own sentences write it. */
fun said(range: SerialRange): String =
    if (range.first == range.last) range.firstSerial() else "${range.firstSerial()}…${range.lastSerial()}"

fun said(spans: List<StampSpan>): String = spans.joinToString(", ") { it.code ?: said(it.range) }
