package vn.fieldbook.ui.look

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Button
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.LocalContentColor
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import vn.fieldbook.looks.Sizes

/** The one thing a screen is for. */
@Composable
fun MainButton(label: String, icon: ImageVector? = null, enabled: Boolean = true, modifier: Modifier = Modifier, onClick: () -> Unit) {
    Button(
        onClick,
        modifier.fillMaxWidth().heightIn(min = Sizes.touchTarget),
        enabled,
        shape = RoundedCornerShape(Sizes.corner),
        colors = ButtonDefaults.buttonColors(containerColor = colours.primary, contentColor = colours.onPrimary),
    ) {
        Inside(label, icon)
    }
}

/** Another way on. It also stands in notes of every tone, and is written in their ink. */
@Composable
fun SideButton(label: String, icon: ImageVector? = null, enabled: Boolean = true, modifier: Modifier = Modifier, onClick: () -> Unit) {
    val ink = LocalContentColor.current
    OutlinedButton(
        onClick,
        modifier.fillMaxWidth().heightIn(min = Sizes.touchTarget),
        enabled,
        shape = RoundedCornerShape(Sizes.corner),
        border = BorderStroke(1.dp, if (ink == colours.text) colours.outline else ink),
        colors = ButtonDefaults.outlinedButtonColors(contentColor = ink),
    ) {
        Inside(label, icon)
    }
}

/** A picture that can be tapped; [label] is for who cannot see it. */
@Composable
fun IconTouch(icon: ImageVector, label: String, modifier: Modifier = Modifier, onClick: () -> Unit) {
    IconButton(onClick, modifier.size(Sizes.touchTarget)) { Icon(icon, label) }
}

@Composable
private fun Inside(label: String, icon: ImageVector?) {
    if (icon != null) {
        Icon(icon, contentDescription = null, Modifier.size(Sizes.icon))
        Spacer(Modifier.width(Sizes.gapSmall))
    }
    Text(label, textAlign = TextAlign.Center)
}
