package vn.fieldbook.ui.visit

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.lettersAreLarge
import vn.fieldbook.ui.record.NO
import vn.fieldbook.ui.record.YES

/** One of the answers to a question of a checklist. */
class Verdict(val code: String, val label: String)

/** Answers side by side, each as large as a thumb; below one another where letters are large. */
@Composable
fun Verdicts(verdicts: List<Verdict>, chosen: String?, onChoose: (String) -> Unit) {
    val gap = Arrangement.spacedBy(Sizes.gapSmall)
    if (lettersAreLarge) {
        Column(Modifier.selectableGroup(), verticalArrangement = gap) {
            for (verdict in verdicts) Answer(verdict, verdict.code == chosen, Modifier.fillMaxWidth(), onChoose)
        }
    } else {
        Row(Modifier.height(IntrinsicSize.Min).selectableGroup(), horizontalArrangement = gap) {
            for (verdict in verdicts) Answer(verdict, verdict.code == chosen, Modifier.weight(1f).fillMaxHeight(), onChoose)
        }
    }
}

/** The chosen one is filled and has a thick edge and its own sign: nobody needs to tell green from red. */
@Composable
private fun Answer(verdict: Verdict, chosen: Boolean, modifier: Modifier, onChoose: (String) -> Unit) {
    val tone = tone(verdict.code)
    Surface(
        selected = chosen,
        onClick = { onChoose(verdict.code) },
        modifier = modifier.heightIn(min = Sizes.touchTarget).semantics { role = Role.RadioButton },
        shape = RoundedCornerShape(Sizes.corner),
        color = if (chosen) colours.ground(tone) else colours.surface,
        contentColor = if (chosen) colours.on(tone) else colours.text,
        border = BorderStroke(if (chosen) 3.dp else 1.dp, if (chosen) colours.text else colours.outline),
    ) {
        Column(
            Modifier.padding(Sizes.gapTiny),
            horizontalAlignment = Alignment.CenterHorizontally,
            verticalArrangement = Arrangement.Center,
        ) {
            Icon(sign(verdict.code), contentDescription = null, Modifier.size(Sizes.iconSmall))
            Text(
                verdict.label,
                style = if (chosen) MaterialTheme.typography.labelMedium else MaterialTheme.typography.bodyMedium,
                textAlign = TextAlign.Center,
            )
        }
    }
}

private fun tone(code: String): Tone =
    when (code) {
        YES -> Tone.GOOD
        NO -> Tone.BAD
        else -> Tone.WAITING
    }

private fun sign(code: String): ImageVector =
    when (code) {
        YES -> Icons.check
        NO -> Icons.close
        else -> Icons.remove
    }

