// What of Compose UI 1.7.6 for Android the library `activity-compose` and the app use; see ../README.md. Never shipped.
package androidx.compose.ui.platform

import android.content.Context
import android.util.AttributeSet
import android.widget.FrameLayout
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionContext

abstract class AbstractComposeView(context: Context, attributes: AttributeSet?, style: Int) :
    FrameLayout(context, attributes, style) {
    fun setParentCompositionContext(parent: CompositionContext?) = Unit
}

/** Draws nothing: there is no Compose for Android to be had here. */
class ComposeView @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null, style: Int = 0) :
    AbstractComposeView(context, attributes, style) {
    fun setContent(content: @Composable () -> Unit) = Unit
}
