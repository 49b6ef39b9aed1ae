package vn.fieldbook.ui.look

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
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
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone

/** One thing among others that can be opened: a picture, what it is, what to know of it. */
@Composable
fun Line(
    title: String,
    detail: String? = null,
    icon: ImageVector? = null,
    modifier: Modifier = Modifier,
    beside: @Composable () -> Unit = {},
    below: @Composable ColumnScope.() -> Unit = {},
    onClick: () -> Unit,
) = Face(title, detail, { if (icon != null) Icon(icon, contentDescription = null, Modifier.size(Sizes.icon)) }, modifier, beside, below, onClick)

/** The same with any picture, such as a person's. */
@Composable
fun Face(
    title: String,
    detail: String?,
    picture: @Composable () -> Unit,
    modifier: Modifier = Modifier,
    beside: @Composable () -> Unit = {},
    below: @Composable ColumnScope.() -> Unit = {},
    onClick: () -> Unit,
) {
    Surface(
        onClick = onClick,
        modifier = modifier.fillMaxWidth().heightIn(min = Sizes.touchTarget),
        shape = RoundedCornerShape(Sizes.corner),
        color = colours.surfaceRaised,
        contentColor = colours.text,
        border = BorderStroke(1.dp, colours.outline),
    ) {
        Row(
            Modifier.padding(Sizes.gap),
            horizontalArrangement = Arrangement.spacedBy(Sizes.gap),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            picture()
            Column(Modifier.weight(1f)) {
                Text(title, style = MaterialTheme.typography.titleMedium)
                if (detail != null) Text(detail, style = MaterialTheme.typography.bodyMedium, color = colours.textQuiet)
                below()
            }
            beside()
        }
    }
}

/** A sentence that a person must not miss, and below it what they can do. Without a tone it is only said. */
@Composable
fun Note(text: String, tone: Tone?, title: String? = null, actions: (@Composable ColumnScope.() -> Unit)? = null) {
    val (ground, ink) = tone.colours()
    Surface(
        Modifier.fillMaxWidth().semantics { liveRegion = LiveRegionMode.Polite },
        shape = RoundedCornerShape(Sizes.corner),
        color = ground,
        contentColor = ink,
        border = if (tone == null) BorderStroke(1.dp, colours.outline) else null,
    ) {
        Column(Modifier.padding(Sizes.gap), verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall)) {
            Row(horizontalArrangement = Arrangement.spacedBy(Sizes.gap)) {
                Icon(tone.icon(), contentDescription = null, Modifier.size(Sizes.icon))
                Column {
                    if (title != null) Text(title, style = MaterialTheme.typography.titleMedium)
                    Text(text, style = MaterialTheme.typography.bodyLarge)
                }
            }
            actions?.invoke(this)
        }
    }
}

/** A word in a coloured field, with its picture. */
@Composable
fun Badge(text: String, tone: Tone, icon: ImageVector = tone.icon()) {
    val (ground, ink) = tone.colours()
    Surface(shape = RoundedCornerShape(Sizes.corner), color = ground, contentColor = ink) {
        Row(
            Modifier.padding(horizontal = Sizes.gapSmall, vertical = Sizes.gapTiny),
            horizontalArrangement = Arrangement.spacedBy(Sizes.gapTiny),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            Icon(icon, contentDescription = null, Modifier.size(Sizes.iconSmall))
            Text(text, style = MaterialTheme.typography.labelMedium)
        }
    }
}

@Composable
private fun Tone?.colours(): Pair<Color, Color> =
    if (this == null) colours.surfaceRaised to colours.text else colours.ground(this) to colours.on(this)

/** Each tone has its own picture: colour never says it alone. */
private fun Tone?.icon(): ImageVector =
    when (this) {
        null -> Icons.info
        Tone.GOOD -> Icons.done
        Tone.WAITING -> Icons.clock
        Tone.WARN -> Icons.warning
        Tone.BAD -> Icons.error
    }
