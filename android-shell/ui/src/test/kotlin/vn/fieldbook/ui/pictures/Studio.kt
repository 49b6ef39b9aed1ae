package vn.fieldbook.ui.pictures

import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.LocalRippleConfiguration
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asSkiaBitmap
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.runDesktopComposeUiTest
import androidx.compose.ui.unit.Density
import java.nio.file.Files
import java.time.Duration
import java.time.Instant
import java.time.OffsetDateTime
import java.time.ZoneId
import kotlinx.coroutines.runBlocking
import org.jetbrains.skia.Image
import vn.fieldbook.ui.FieldbookApp
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Memory
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Phone
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.Way
import vn.fieldbook.ui.open.Opening

/** Pixels of a dp in the pictures: enough to read them, little enough to keep them. */
const val DENSITY = 1.25f
private const val WIDTH_DP = 360
private const val HEIGHT_DP = 640

/** Whatever happens while the pictures are taken happened at 07:12 on the third of October: they must not change by the hour. */
object OctoberMorning : Times(ZoneId.of("+07:00")) {
    private val MORNING: Instant = Instant.parse("2026-10-03T00:12:00Z")

    override fun now(): Instant = MORNING

    override fun local(moment: Instant): OffsetDateTime {
        val away = Duration.between(Instant.now(), moment)
        // Also when it is that morning: what was said to be of it is of it.
        val near = moment != MORNING && away > Duration.ofHours(-2) && away < Duration.ofDays(60)
        // To the hour, and a bit: what is due in a week is said a little later than it was written.
        return super.local(if (near) MORNING + Duration.ofHours(away.plusMinutes(30).toHours()) else moment)
    }
}

/** A shot's pictures, and what on them a thumb misses or nobody hears. */
class Taken(val pictures: Map<Reading, Image>, val faults: List<String>)

/**
 * Takes one shot's pictures, one for each of these ways of reading it on one screen, from one book. [known] says of a picture
 * that it is the one that must come.
 */
@OptIn(ExperimentalTestApi::class, ExperimentalMaterial3Api::class)
fun take(shot: Shot, readings: List<Reading>, known: (Reading, Image) -> Boolean): Taken {
    val (fontScale, sideways) = readings.map { it.screen }.distinct().single()
    val faults = mutableListOf<String>()
    val folder = Files.createTempDirectory("fieldbook-picture").toFile()
    val taken = mutableMapOf<Reading, Image>()
    try {
        val phone = Phone(folder.resolve("book")).also { it.film = shot.film }.apply(shot.before)
        val memory = Memory(folder.resolve("screens.properties"))
        val opening = Opening(phone, memory)
        val start = shot.prepare?.let { prepare ->
            runBlocking {
                opening.enrol(Hub.invites("Lò Thị Mai", shot.role, shot.org ?: Hub.newOrg("HTX Mường Và"), shot.hub ?: Hub.url))
                prepare((opening.state as Opening.State.Open).book)
            }
        }
        var dark by mutableStateOf(false)
        val size = { dp: Int -> (dp * DENSITY).toInt() }
        val (width, height) = if (sideways) HEIGHT_DP to WIDTH_DP else WIDTH_DP to HEIGHT_DP
        runDesktopComposeUiTest(size(width), size(height)) {
            val way = Way(listOf(Screen.Home) + listOfNotNull(start.takeIf { it != Screen.Home }))
            setContent {
                CompositionLocalProvider(
                    LocalDensity provides Density(DENSITY, fontScale),
                    // A button that is switched off while a finger lies on it may keep the finger's mark, or not.
                    LocalRippleConfiguration provides null,
                ) {
                    Box(Modifier.fillMaxSize().testTag("screen")) {
                        FieldbookApp(phone, opening, shot.times, dark, way)
                    }
                }
            }
            val person = Person(this, phone, opening).apply(shot.act)
            for (next in readings) {
                dark = next.dark
                memory.lang = next.lang
                shot.below?.let(person::seesBelow)
                taken[next] = settled({ known(next, it) }) { onNodeWithTag("screen").captureToImage() }
                faults += reached(DENSITY)
            }
        }
        (opening.state as? Opening.State.Open)?.book?.close()
    } finally {
        folder.deleteRecursively()
    }
    return Taken(taken, faults)
}

/**
 * The picture that is known, or else the one that no longer changes: what is read from the book in another language comes a
 * moment later, and on a busy machine a good moment.
 */
@OptIn(ExperimentalTestApi::class)
private fun ComposeUiTest.settled(known: (Image) -> Boolean, capture: () -> ImageBitmap): Image {
    fun next(): Image {
        waitForIdle()
        return Image.makeFromBitmap(capture().asSkiaBitmap())
    }
    var picture = next()
    var still = 0
    repeat(PATIENCE) {
        if (known(picture) || still == STILL) return picture
        Thread.sleep(PAUSE_MS)
        val later = next()
        still = if (difference(picture, later) == 0.0) still + 1 else 0
        picture = later
    }
    return picture
}

private const val PATIENCE = 200
private const val PAUSE_MS = 40L

/** So many times the same: nobody knows the picture, and half a second is enough for what a person sees anyway. */
private const val STILL = 12
