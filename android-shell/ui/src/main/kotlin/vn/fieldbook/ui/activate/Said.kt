package vn.fieldbook.ui.activate

import androidx.compose.runtime.Composable
import vn.fieldbook.ClaimState
import vn.fieldbook.SerialRange
import vn.fieldbook.StampSpan
import vn.fieldbook.claimStateName
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.tone
import vn.fieldbook.sayStamps
import vn.fieldbook.ui.look.Badge
import vn.fieldbook.ui.look.words

/** How an activation stands, in a word with its picture. */
@Composable
fun StateBadge(state: ClaimState) = Badge(claimStateName(state)[words.lang], state.tone, Icons.of(state))

/** `HX00000001…HX00000012`, in the core's words. */
fun said(range: SerialRange): String = said(listOf(StampSpan(roll = null, lease = null, range = range, code = null)))

fun said(spans: List<StampSpan>): String = sayStamps(spans)
