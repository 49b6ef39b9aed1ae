package vn.fieldbook.ui.activate

import androidx.compose.runtime.Composable
import vn.fieldbook.ClaimState
import vn.fieldbook.FactId
import vn.fieldbook.Fieldbook
import vn.fieldbook.SerialRange
import vn.fieldbook.StampSpan
import vn.fieldbook.Task
import vn.fieldbook.TaskKind
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

/**
 * Activations that the hub has confirmed and another phone disputes since: there is something to settle about them, and a tick
 * would say that there is not.
 */
suspend fun Fieldbook.disputes(): Set<FactId> = tasks.list().filter { it.shown == ClaimState.DISPUTED }.map { it.claim }.toSet()

/** How an activation is shown among them. */
fun Set<FactId>.shown(claim: FactId, state: ClaimState): ClaimState =
    if (state == ClaimState.CONFIRMED && claim in this) ClaimState.DISPUTED else state

/** How its activation is shown. */
val Task.shown: ClaimState
    get() = if (state == ClaimState.CONFIRMED && (kind == TaskKind.RESCAN || kind == TaskKind.WAIT)) ClaimState.DISPUTED else state

/** `HX00000001…HX00000012`, in the core's words. */
fun said(range: SerialRange): String = said(listOf(StampSpan(roll = null, lease = null, range = range, code = null)))

fun said(spans: List<StampSpan>): String = sayStamps(spans)
