package vn.fieldbook.ui.look

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.WindowInsets
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawing
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.layout.windowInsetsPadding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes

/**
 * One screen: its name above, what it shows in the middle, which scrolls, and what to do next at the bottom, where the
 * thumb is, and where it never scrolls away.
 */
@Composable
fun Page(
    title: String,
    onBack: (() -> Unit)?,
    actions: @Composable () -> Unit = {},
    bottom: (@Composable ColumnScope.() -> Unit)? = null,
    content: @Composable ColumnScope.() -> Unit,
) {
    Column(Modifier.fillMaxSize().windowInsetsPadding(WindowInsets.safeDrawing).imePadding()) {
        Row(Modifier.fillMaxWidth().heightIn(min = Sizes.touchTarget), verticalAlignment = Alignment.CenterVertically) {
            if (onBack != null) IconTouch(Icons.back, words.app.back, onClick = onBack) else Spacer(Modifier.width(Sizes.gapLarge))
            Text(
                title,
                Modifier.weight(1f).semantics { heading() },
                style = MaterialTheme.typography.titleLarge,
            )
            actions()
        }
        Column(
            Modifier.weight(1f).verticalScroll(rememberScrollState()).padding(horizontal = Sizes.gapLarge),
            verticalArrangement = Arrangement.spacedBy(Sizes.gap),
        ) {
            content()
            Spacer(Modifier)
        }
        if (bottom != null) {
            Column(
                Modifier.padding(horizontal = Sizes.gapLarge).padding(bottom = Sizes.gap, top = Sizes.gapSmall),
                verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
                content = bottom,
            )
        }
    }
}

/** A name above a part of a page. */
@Composable
fun Heading(text: String) {
    Text(text, Modifier.semantics { heading() }, style = MaterialTheme.typography.titleMedium, color = colours.textQuiet)
}
