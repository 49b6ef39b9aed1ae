package vn.fieldbook.ui.look

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.selection.selectableGroup
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

/** A few words to choose one from. All lie open: nobody has to guess what a closed list holds. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun <T> Choices(options: List<T>, chosen: T?, said: @Composable (T) -> String, onChoose: (T) -> Unit) {
    FlowRow(
        Modifier.selectableGroup(),
        horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
        verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
    ) {
        for (option in options) Chip(said(option), option == chosen) { onChoose(option) }
    }
}

/** A word that can be chosen; the chosen one also has a tick, for eyes that do not tell colours. [kind] tells one of many from several. */
@Composable
fun Chip(label: String, chosen: Boolean, kind: Role = Role.RadioButton, onClick: () -> Unit) {
    Surface(
        selected = chosen,
        onClick = onClick,
        modifier = Modifier.heightIn(min = Sizes.touchTarget).widthIn(min = Sizes.touchTarget).semantics { role = kind },
        shape = RoundedCornerShape(Sizes.corner),
        color = if (chosen) colours.primaryContainer else colours.surface,
        contentColor = if (chosen) colours.onPrimaryContainer else colours.text,
        border = BorderStroke(if (chosen) 2.dp else 1.dp, if (chosen) colours.primary else colours.outline),
    ) {
        Box(Modifier.padding(horizontal = Sizes.gap), contentAlignment = Alignment.Center) {
            Row(horizontalArrangement = Arrangement.spacedBy(Sizes.gapTiny), verticalAlignment = Alignment.CenterVertically) {
                if (chosen) Icon(Icons.check, contentDescription = null, Modifier.size(Sizes.iconSmall))
                Text(label, style = MaterialTheme.typography.bodyLarge)
            }
        }
    }
}
