package vn.fieldbook.ui.look

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import vn.fieldbook.looks.Sizes

/** Something to tap with a wet thumb: a picture above a word or two. */
@Composable
fun Tile(icon: ImageVector, label: String, modifier: Modifier = Modifier, strong: Boolean = false, onClick: () -> Unit) {
    if (lettersAreLarge) return LowTile(icon, label, modifier, strong, onClick = onClick)
    TileFace(modifier.heightIn(min = Sizes.tileMin), strong, onClick) {
        Column(
            Modifier.padding(Sizes.gap).fillMaxWidth(),
            horizontalAlignment = Alignment.CenterHorizontally,
            verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall, Alignment.CenterVertically),
        ) {
            TilePicture(icon)
            Text(label, style = MaterialTheme.typography.titleMedium, textAlign = TextAlign.Center)
        }
    }
}

/** One tile of so many that they should be seen at once, or of a word in large letters: the picture stands beside it. */
@Composable
fun LowTile(icon: ImageVector, label: String, modifier: Modifier = Modifier, strong: Boolean = false, onClick: () -> Unit) {
    TileFace(modifier.heightIn(min = Sizes.touchTarget), strong, onClick) {
        val roomy = lettersAreLarge // then it has the whole width
        Row(
            Modifier.padding(if (roomy) Sizes.gap else Sizes.gapSmall).fillMaxWidth(),
            horizontalArrangement = Arrangement.spacedBy(if (roomy) Sizes.gapLarge else Sizes.gapSmall),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            TilePicture(icon, if (roomy) Sizes.iconLarge else Sizes.icon)
            Text(label, style = MaterialTheme.typography.titleMedium)
        }
    }
}

@Composable
private fun TileFace(modifier: Modifier, strong: Boolean, onClick: () -> Unit, content: @Composable () -> Unit) =
    Surface(
        onClick = onClick,
        modifier = modifier,
        shape = RoundedCornerShape(Sizes.corner),
        color = if (strong) colours.primary else colours.surfaceRaised,
        contentColor = if (strong) colours.onPrimary else colours.text,
        border = if (strong) null else BorderStroke(1.dp, colours.outline),
        content = content,
    )

/** The word says it already: a reader for the blind must not say it twice. */
@Composable
private fun TilePicture(icon: ImageVector, size: Dp = Sizes.iconLarge) = Icon(icon, contentDescription = null, Modifier.size(size))

/** Above this, two words do not fit beside each other. */
private const val LARGE_LETTERS = 1.3f

/** Whether this person reads with large letters. */
val lettersAreLarge: Boolean
    @Composable @ReadOnlyComposable
    get() = LocalDensity.current.fontScale > LARGE_LETTERS

/** Tiles side by side, as many as fit: two on a phone held upright; under each other, and lower, where letters are large. */
@Composable
fun <T> Tiles(items: List<T>, modifier: Modifier = Modifier, tile: @Composable (T, Modifier) -> Unit) {
    val columns = if (lettersAreLarge) 1 else 2
    Column(modifier, verticalArrangement = Arrangement.spacedBy(Sizes.gap)) {
        for (row in items.chunked(columns)) {
            Row(Modifier.height(IntrinsicSize.Min), horizontalArrangement = Arrangement.spacedBy(Sizes.gap)) {
                for (item in row) tile(item, Modifier.weight(1f).fillMaxHeight())
                repeat(columns - row.size) { Spacer(Modifier.weight(1f)) }
            }
        }
    }
}
