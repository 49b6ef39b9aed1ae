package vn.fieldbook.ui.look

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.TextUnit
import vn.fieldbook.Lang
import vn.fieldbook.looks.Colours
import vn.fieldbook.looks.TextSizes
import vn.fieldbook.looks.Words

private val LocalWords = staticCompositionLocalOf<Words> { error("outside FieldbookTheme") }
private val LocalColours = staticCompositionLocalOf<Colours> { error("outside FieldbookTheme") }

/** The words in the person's language. */
val words: Words
    @Composable @ReadOnlyComposable
    get() = LocalWords.current

/** The colours for the light there is. */
val colours: Colours
    @Composable @ReadOnlyComposable
    get() = LocalColours.current

/** One table of colours, sizes and words for all screens; Material is told of it, so that its own parts fit. */
@Composable
fun FieldbookTheme(lang: Lang, font: FontFamily, dark: Boolean = isSystemInDarkTheme(), content: @Composable () -> Unit) {
    val colours = if (dark) Colours.DARK else Colours.LIGHT
    CompositionLocalProvider(LocalWords provides Words(lang), LocalColours provides colours) {
        MaterialTheme(scheme(colours, dark), typography = typography(font)) {
            Surface(color = colours.background, contentColor = colours.text, content = content)
        }
    }
}

private fun scheme(colours: Colours, dark: Boolean) =
    (if (dark) darkColorScheme() else lightColorScheme()).copy(
        primary = colours.primary,
        onPrimary = colours.onPrimary,
        primaryContainer = colours.primaryContainer,
        onPrimaryContainer = colours.onPrimaryContainer,
        secondary = colours.primary,
        onSecondary = colours.onPrimary,
        secondaryContainer = colours.primaryContainer,
        onSecondaryContainer = colours.onPrimaryContainer,
        background = colours.background,
        onBackground = colours.text,
        surface = colours.surface,
        onSurface = colours.text,
        surfaceVariant = colours.surfaceRaised,
        onSurfaceVariant = colours.textQuiet,
        outline = colours.outline,
        error = colours.bad,
        onError = colours.onBad,
    )

/** Five heights of letters in all, under Material's many names: no part of it may bring small print of its own. */
private fun typography(font: FontFamily): Typography {
    fun style(size: TextUnit, weight: FontWeight) =
        TextStyle(fontFamily = font, fontSize = size, fontWeight = weight, lineHeight = size * LINE)
    val number = style(TextSizes.number, FontWeight.SemiBold)
    val headline = style(TextSizes.headline, FontWeight.SemiBold)
    val title = style(TextSizes.title, FontWeight.SemiBold)
    val body = style(TextSizes.body, FontWeight.Normal)
    val bold = style(TextSizes.body, FontWeight.SemiBold)
    val label = style(TextSizes.label, FontWeight.Normal)
    val boldLabel = style(TextSizes.label, FontWeight.SemiBold)
    return Typography(
        displayLarge = number, displayMedium = number, displaySmall = number,
        headlineLarge = headline, headlineMedium = headline, headlineSmall = headline,
        titleLarge = title, titleMedium = bold, titleSmall = bold,
        bodyLarge = body, bodyMedium = label, bodySmall = label,
        labelLarge = bold, labelMedium = boldLabel, labelSmall = boldLabel,
    )
}

/** Height of a line in letters: Vietnamese stacks two marks on a capital. */
private const val LINE = 1.35f
