package vn.fieldbook.ui.look

import androidx.compose.foundation.ExperimentalFoundationApi
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
import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.foundation.relocation.bringIntoViewRequester
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.IntState
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.runtime.setValue
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.runtime.withFrameNanos
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.layout.Layout
import androidx.compose.ui.layout.Measurable
import androidx.compose.ui.layout.MeasureResult
import androidx.compose.ui.layout.MeasureScope
import androidx.compose.ui.layout.MultiContentMeasurePolicy
import androidx.compose.ui.layout.onPlaced
import androidx.compose.ui.layout.onSizeChanged
import androidx.compose.ui.layout.positionInParent
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.Constraints
import androidx.compose.ui.unit.IntRect
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.round
import kotlin.math.roundToInt
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes

/**
 * One screen: its name above, what it shows in the middle, which scrolls, and what to do next at the bottom, where the
 * thumb is, and where it never scrolls away. On a phone held sideways what to do next stands beside. [onKeyboard] is told
 * when something is to be typed with the phone's keyboard: a pad beside it would leave no room.
 */
@Composable
fun Page(
    title: String,
    onBack: (() -> Unit)?,
    actions: @Composable () -> Unit = {},
    bottom: (@Composable ColumnScope.() -> Unit)? = null,
    onKeyboard: () -> Unit = {},
    content: @Composable ColumnScope.() -> Unit,
) {
    val latest by rememberUpdatedState(onKeyboard)
    val told = remember { { latest() } }
    // One layout for all sizes, and not one for each: when the keyboard makes the window low, what is typed in must stay.
    Layout(
        contents =
            listOf(
                { Head(title, onBack, actions) },
                { CompositionLocalProvider(LocalOnKeyboard provides told) { Middle(content) } },
                { if (bottom != null) Foot(bottom) },
            ),
        modifier = Modifier.fillMaxSize().windowInsetsPadding(WindowInsets.safeDrawing).imePadding(),
        measurePolicy = PagePolicy,
    )
}

@Composable
private fun Head(title: String, onBack: (() -> Unit)?, actions: @Composable () -> Unit) {
    Row(Modifier.fillMaxWidth().heightIn(min = Sizes.touchTarget), verticalAlignment = Alignment.CenterVertically) {
        if (onBack != null) IconTouch(Icons.back, words.app.back, onClick = onBack) else Spacer(Modifier.width(Sizes.gapLarge))
        Text(
            title,
            Modifier.weight(1f).semantics { heading() },
            style = MaterialTheme.typography.titleLarge,
        )
        actions()
    }
}

@Composable
private fun Middle(content: @Composable ColumnScope.() -> Unit) {
    val room = remember { mutableIntStateOf(0) }
    CompositionLocalProvider(LocalRoom provides room) {
        Column(
            Modifier.onSizeChanged { room.intValue = it.height }.verticalScroll(rememberScrollState()).padding(horizontal = Sizes.gapLarge),
            verticalArrangement = Arrangement.spacedBy(Sizes.gap),
        ) {
            content()
            Spacer(Modifier)
        }
    }
}

@Composable
private fun Foot(bottom: @Composable ColumnScope.() -> Unit) {
    Column(
        Modifier.verticalScroll(rememberScrollState())
            .padding(horizontal = Sizes.gapLarge)
            .padding(bottom = Sizes.gap, top = Sizes.gapSmall),
        verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
        content = bottom,
    )
}

/** Where the parts of a [Page] lie: head, middle, foot. */
private object PagePolicy : MultiContentMeasurePolicy {
    /** Two columns need this much, and one with a pad in it this much. */
    private val WIDE = 560.dp
    private val LOW = 480.dp

    /** With a keyboard on a phone held sideways every line counts, and the name is not typed in. */
    private val LOWEST = 240.dp
    private const val FOOT_SHARE = 0.42f

    /** At most so much of what is under the head: what is to be done must not hide what it is about. */
    private const val FOOT_HEIGHT = 0.75f

    override fun MeasureScope.measure(measurables: List<List<Measurable>>, constraints: Constraints): MeasureResult {
        val (head, middle, foot) = measurables.map { it.firstOrNull() }
        val (width, height) = constraints.maxWidth to constraints.maxHeight
        val beside = foot != null && width >= WIDE.roundToPx() && height < LOW.roundToPx()
        val footWidth = if (beside) (width * FOOT_SHARE).roundToInt() else width
        val across = if (beside) width - footWidth else width
        val above = head?.takeIf { height >= LOWEST.roundToPx() }?.measure(Constraints.fixedWidth(across).copy(maxHeight = height))
        val left = (height - (above?.height ?: 0)).coerceAtLeast(0)
        val footRoom = if (beside) height else (left * FOOT_HEIGHT).roundToInt()
        val below = foot?.measure(Constraints(minWidth = footWidth, maxWidth = footWidth, maxHeight = footRoom))
        val room = if (beside || below == null) left else left - below.height
        val shown = middle?.measure(Constraints.fixed(across, room))
        return layout(width, height) {
            above?.place(0, 0)
            shown?.place(0, height - left)
            below?.place(if (beside) across else 0, height - below.height)
        }
    }
}

/** What a [TextBox] calls when it is to be typed in. */
internal val LocalOnKeyboard = staticCompositionLocalOf { {} }

/** How high the scrolling part of the page is now, pixels. */
private val LocalRoom = staticCompositionLocalOf<IntState> { mutableIntStateOf(0) }

/** While [active], this is scrolled to where it is seen, also when a pad or a keyboard takes half of the screen. */
@OptIn(ExperimentalFoundationApi::class)
@Composable
fun Modifier.staysInView(active: Boolean): Modifier {
    val asked = remember { BringIntoViewRequester() }
    val room = LocalRoom.current.intValue
    // Where it lies on the page, which moves it when something above grows, and not when a finger scrolls.
    var place by remember { mutableStateOf(IntRect.Zero) }
    if (active) LaunchedEffect(asked, room, place) { withFrameNanos {}; asked.bringIntoView() }
    return bringIntoViewRequester(asked).onPlaced { place = IntRect(it.positionInParent().round(), it.size) }
}

/** A name above a part of a page. */
@Composable
fun Heading(text: String) =
    Named(text) { modifier ->
        Text(text, modifier.semantics { heading() }, style = MaterialTheme.typography.titleMedium, color = colours.textQuiet)
    }
