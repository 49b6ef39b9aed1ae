package vn.fieldbook.ui

import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.saveable.LocalSaveableStateRegistry
import androidx.compose.runtime.saveable.SaveableStateRegistry
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.click
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isEnabled
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onLast
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextClearance
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.runComposeUiTest
import androidx.compose.ui.test.hasSetTextAction
import java.io.File
import java.nio.file.Files
import kotlinx.coroutines.runBlocking
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.open.Opening

/** How long a test waits for what must come. */
private const val REST_MS = 20L
private const val PATIENCE_NS = 60_000_000_000L

/** A person before one phone's screen: taps, types and reads as they would, and counts the taps. */
@OptIn(ExperimentalTestApi::class)
class Person(val test: ComposeUiTest, val phone: Phone, val opening: Opening, val way: Way = Way()) {
    /** Everything tapped, keys of the pad included. */
    var taps = 0
        private set

    /** Keys of the pad. */
    var keys = 0
        private set

    /** Letters typed. */
    var typed = 0
        private set

    /** Screens that something was done on, each time it was come to. */
    var looks = 0
        private set
    private var seen: String? = null

    /** From here on the screen that is shown is looked at anew. */
    fun looksUp() {
        seen = null
    }

    val book: Fieldbook get() = (opening.state as Opening.State.Open).book

    fun sees(text: String) = until("sees “$text”") { shown(text) }

    fun shown(text: String): Boolean = test.onAllNodesWithText(text, substring = true).fetchSemanticsNodes().isNotEmpty()

    fun count(text: String): Int = test.onAllNodesWithText(text, substring = true).fetchSemanticsNodes().size

    fun seesNot(text: String) = check(!shown(text)) { "“$text” is shown" }

    /** Taps what has this text or is described by it to who cannot see it. */
    fun taps(label: String) {
        tapsOn(find(label))
        if (label.length == 1 && label[0] in "0123456789,") keys++
    }

    /** Taps one of several that are called the same. */
    fun tapsOn(what: SemanticsNodeInteraction) {
        // A finger: a mouse would stay where it clicked, and the pictures show it.
        resting(scrolled(what)).performTouchInput { click() }
        taps++
        test.waitForIdle()
    }

    fun types(label: String, text: String) {
        val field = hasSetTextAction() and hasText(label)
        await(field)
        scrolled(test.onAllNodes(field).onFirst()).performTextInput(text)
        typed += text.length
        test.waitForIdle()
    }

    /** Types over what is there. */
    fun retypes(label: String, text: String) {
        val field = hasSetTextAction() and hasText(label)
        await(field)
        scrolled(test.onAllNodes(field).onFirst()).performTextReplacement(text)
        test.waitForIdle()
    }

    /** Scrolls until it is on the screen. */
    fun seesBelow(text: String) {
        sees(text)
        test.onAllNodesWithText(text, substring = true).onFirst().performScrollTo()
        test.waitForIdle()
    }

    /** Taps the last thing that has this text, such as an entry below the tile of its step. */
    fun tapsLast(label: String) {
        val matching = hasClickAction() and hasText(label)
        await(matching)
        scrolled(test.onAllNodes(matching).onLast()).performTouchInput { click() }
        taps++
        test.waitForIdle()
    }

    fun clears(label: String) {
        val field = hasSetTextAction() and hasText(label)
        await(field)
        scrolled(test.onAllNodes(field).onFirst()).performTextClearance()
        test.waitForIdle()
    }

    private fun find(label: String): SemanticsNodeInteraction {
        if (way.here.path != seen) looks++
        seen = way.here.path
        // Exactly the label first: “Lưu” is also part of other words.
        val exact = hasClickAction() and isEnabled() and (hasText(label) or hasContentDescription(label))
        val part = hasClickAction() and isEnabled() and (hasText(label, substring = true) or hasContentDescription(label))
        until("can tap “$label”") { any(exact) || any(part) }
        return scrolled(test.onAllNodes(if (any(exact)) exact else part).onFirst())
    }

    private fun scrolled(node: SemanticsNodeInteraction): SemanticsNodeInteraction = runCatching { node.performScrollTo() }.getOrDefault(node)

    /** What was read from the book may still push things down the page, and a finger would miss them. */
    private fun resting(node: SemanticsNodeInteraction): SemanticsNodeInteraction {
        var before: Rect? = null
        until("comes to rest") {
            val now = node.fetchSemanticsNode().boundsInRoot
            val rests = now == before
            before = now
            if (!rests) Thread.sleep(REST_MS)
            rests
        }
        return node
    }

    private fun await(what: SemanticsMatcher) = until(what.description) { any(what) }

    /** Waits for what must come. Compose 1.7.3 has `waitUntil` for it, which makes a message when time is up and goes on. */
    fun until(what: String, holds: () -> Boolean) {
        val deadline = System.nanoTime() + PATIENCE_NS
        while (!holds()) {
            if (System.nanoTime() > deadline) throw AssertionError("in vain: $what. On the screen: ${texts()}")
            test.mainClock.advanceTimeByFrame()
            Thread.sleep(10)
        }
    }

    private fun texts(): List<String> =
        test.onAllNodes(SemanticsMatcher("any") { true }).fetchSemanticsNodes().flatMap { node ->
            node.config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text }
        }

    private fun any(what: SemanticsMatcher): Boolean = test.onAllNodes(what).fetchSemanticsNodes().isNotEmpty()

    fun <T> inBook(ask: suspend (Fieldbook) -> T): T = runBlocking { ask(book) }
}

/**
 * Something is written in the book while home is shown, and home knows it: a tap before that would still be asked what home
 * knows a moment later.
 */
fun Person.writtenAtHome(write: suspend (Fieldbook) -> Unit) {
    // Read at least once: what is read next was begun after the writing.
    sees("Ghi nhật ký")
    inBook(write)
    sees("Trên máy này ${inBook { it.sync.outboxCounts() }.onPhone}")
}

/** A new phone's screen, 360×640 dp as the smallest that people have, until the story ends. */
@OptIn(ExperimentalTestApi::class)
fun onPhone(film: File? = null, times: Times = Times(), story: Person.() -> Unit) {
    val folder = Files.createTempDirectory("fieldbook-phone").toFile()
    try {
        val phone = Phone(folder.resolve("book")).also { it.film = film }
        val opening = Opening(phone)
        runComposeUiTest {
            val way = Way()
            setContent { FieldbookApp(phone, opening, times, dark = false, way) }
            Person(this, phone, opening, way).story()
        }
        (opening.state as? Opening.State.Open)?.book?.close()
    } finally {
        folder.deleteRecursively()
    }
}

/** The same for who is enrolled already. */
fun enrolled(name: String, role: String, org: String = Hub.org, story: Person.() -> Unit) =
    onPhone {
        sees("Quét mã QR")
        runBlocking { opening.enrol(Hub.invites(name, role, org)) }
        sees("Hôm nay")
        story()
    }

/** The screens of one process, on a phone that outlives it; [way] is where the person was. */
fun process(phone: Phone, way: Way = Way(), times: Times = Times(), story: Person.() -> Unit) {
    val opening = Opening(phone)
    window(phone, opening, way, times = times, story = story)
    (opening.state as? Opening.State.Open)?.book?.close()
}

/** One window of a process: a phone that is turned has another, which gets what the system has [kept] of the first. */
@OptIn(ExperimentalTestApi::class)
fun window(
    phone: Phone,
    opening: Opening,
    way: Way,
    kept: SaveableStateRegistry = SaveableStateRegistry(restoredValues = null) { true },
    times: Times = Times(),
    story: Person.() -> Unit,
) = runComposeUiTest {
    setContent {
        CompositionLocalProvider(LocalSaveableStateRegistry provides kept) { FieldbookApp(phone, opening, times, dark = false, way) }
    }
    Person(this, phone, opening, way).story()
}
