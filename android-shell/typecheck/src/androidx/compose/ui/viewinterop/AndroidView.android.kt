// What of Compose UI 1.7.6 for Android the app uses; see ../README.md. Never shipped.
package androidx.compose.ui.viewinterop

import android.content.Context
import android.view.View
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier

private val NoOpUpdate: View.() -> Unit = {}

@Composable
fun <T : View> AndroidView(factory: (Context) -> T, modifier: Modifier = Modifier, update: (T) -> Unit = NoOpUpdate): Unit =
    error("there is no Compose for Android here")
