package vn.fieldbook.ui.pictures

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.hasClickAction
import kotlin.math.roundToInt
import vn.fieldbook.looks.Sizes

/** What can be tapped now, and a thumb would miss, or nobody hears of who cannot see it. */
@OptIn(ExperimentalTestApi::class)
fun ComposeUiTest.reached(density: Float): List<String> {
    val wanted = Sizes.touchTarget.value.roundToInt()
    return onAllNodes(hasClickAction()).fetchSemanticsNodes().flatMap { node ->
        val (width, height) = listOf(node.size.width, node.size.height).map { (it / density).roundToInt() }
        val name = said(node)
        listOfNotNull(
            "“$name” is $width×$height dp".takeIf { width < wanted || height < wanted },
            "nothing is said of what lies at ${node.boundsInRoot}".takeIf { name.isBlank() },
            "what is typed into “$name” is not read: a description stands before it".takeIf { hides(node) },
        )
    }
}

/** What a screen reader says, the words of its parts included. */
private fun said(node: SemanticsNode): String {
    val described = node.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty()
    val written = node.config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text }
    return (described + written).joinToString(" ")
}

private fun hides(node: SemanticsNode): Boolean =
    SemanticsActions.SetText in node.config && SemanticsProperties.ContentDescription in node.config
