package vn.fieldbook.ui.conflict

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** One of the values, large, and below it who wrote it, when, on which device and why. */
@Composable
fun SideCard(view: ConflictView, side: Side, settling: Settling) {
    val times = LocalTimes.current
    val written = side.value
    Choosable(view.part.said(written.value, words, times), settling.chosen == side, enabled = view.notAllowed == null, { settling.choose(side) }) {
        val who = written.byName ?: words.history.unknownPerson
        Text(words.conflict.writtenBy(who, times.moment(written.at, words)), style = MaterialTheme.typography.bodyLarge)
        side.device?.let { Quiet(words.conflict.writtenOn(it)) }
        written.reason?.let { Quiet(words.history.because(it)) }
    }
}

/** Neither is right. */
@Composable
fun ThirdCard(settling: Settling) {
    Choosable(words.conflict.writeThird, settling.third, enabled = true, settling::writeThird) {}
}

@Composable
private fun Choosable(title: String, chosen: Boolean, enabled: Boolean, onChoose: () -> Unit, below: @Composable () -> Unit) {
    Surface(
        selected = chosen,
        onClick = onChoose,
        enabled = enabled,
        modifier = Modifier.fillMaxWidth().heightIn(min = Sizes.touchTarget).semantics { role = Role.RadioButton },
        shape = RoundedCornerShape(Sizes.corner),
        color = if (chosen) colours.primaryContainer else colours.surface,
        contentColor = if (chosen) colours.onPrimaryContainer else colours.text,
        border = BorderStroke(if (chosen) 3.dp else 1.dp, if (chosen) colours.primary else colours.outline),
    ) {
        Row(Modifier.padding(Sizes.gap), Arrangement.spacedBy(Sizes.gap), Alignment.CenterVertically) {
            Column(Modifier.weight(1f), verticalArrangement = Arrangement.spacedBy(Sizes.gapTiny)) {
                Text(title, style = MaterialTheme.typography.titleLarge)
                below()
            }
            if (chosen) Icon(Icons.check, contentDescription = null, Modifier.size(Sizes.icon))
        }
    }
}

@Composable
private fun Quiet(said: String) {
    Text(said, style = MaterialTheme.typography.bodyMedium)
}
