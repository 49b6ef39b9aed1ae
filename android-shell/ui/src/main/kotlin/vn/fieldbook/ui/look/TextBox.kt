package vn.fieldbook.ui.look

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.border
import androidx.compose.foundation.interaction.MutableInteractionSource
import androidx.compose.foundation.interaction.collectIsFocusedAsState
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.BasicTextField
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.text.input.VisualTransformation
import androidx.compose.ui.unit.dp
import vn.fieldbook.looks.Sizes

/**
 * Something that others must not read: as dots, or as it is. Either way with the keyboard that writes everything else, for one
 * for passwords writes no Vietnamese marks.
 */
enum class Secret { COVERED, SHOWN }

/**
 * Something to write. Its name stands above it and stays there: Material's slides into the frame when it is touched, and
 * people asked where it had gone.
 *
 * The name is inside of what can be tapped, and no description: a description is read instead of what was typed.
 */
@Composable
fun TextBox(
    label: String,
    text: String,
    wrong: String? = null,
    keyboard: KeyboardType = KeyboardType.Text,
    unit: String? = null,
    lines: Int = 1,
    secret: Secret? = null,
    onType: (String) -> Unit,
) {
    val touches = remember { MutableInteractionSource() }
    val focused by touches.collectIsFocusedAsState()
    val onKeyboard = LocalOnKeyboard.current
    if (focused) LaunchedEffect(onKeyboard) { onKeyboard() }
    BasicTextField(
        text,
        onType,
        Modifier.fillMaxWidth().staysInView(focused).semantics { if (wrong != null) error(wrong) },
        textStyle = MaterialTheme.typography.bodyLarge.copy(color = colours.text),
        cursorBrush = SolidColor(colours.primary),
        interactionSource = touches,
        singleLine = lines == 1,
        minLines = lines,
        visualTransformation = if (secret == Secret.COVERED) PasswordVisualTransformation() else VisualTransformation.None,
        // What is secret is not to turn up among the words that the keyboard proposes.
        keyboardOptions = KeyboardOptions(keyboardType = keyboard, autoCorrectEnabled = if (secret != null) false else null),
    ) { field ->
        Column(verticalArrangement = Arrangement.spacedBy(Sizes.gapTiny)) {
            Named(label) { Text(label, it, style = MaterialTheme.typography.titleMedium, color = colours.textQuiet) }
            Framed(edge(wrong != null, focused), unit, field)
            if (wrong != null) Text(wrong, style = MaterialTheme.typography.bodyMedium, color = colours.bad)
        }
    }
}

@Composable
private fun edge(wrong: Boolean, focused: Boolean) =
    when {
        wrong -> BorderStroke(2.dp, colours.bad)
        focused -> BorderStroke(3.dp, colours.primary)
        else -> BorderStroke(1.dp, colours.outline)
    }

@Composable
private fun Framed(edge: BorderStroke, unit: String?, field: @Composable () -> Unit) {
    Row(
        Modifier.border(edge, RoundedCornerShape(Sizes.corner)).heightIn(min = Sizes.touchTarget).padding(Sizes.gap),
        horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Box(Modifier.weight(1f)) { field() }
        if (unit != null) Text(unit, style = MaterialTheme.typography.bodyLarge, color = colours.textQuiet)
    }
}
