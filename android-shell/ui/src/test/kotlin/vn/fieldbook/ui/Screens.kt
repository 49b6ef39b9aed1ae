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
import androidx.compose.ui.test.isDisplayed
import androidx.compose.ui.test.isEnabled
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onLast
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextClearance
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.runDesktopComposeUiTest
import androidx.compose.ui.test.hasSetTextAction
import java.io.File
import java.nio.file.Files
import java.text.Normalizer
import kotlinx.coroutines.runBlocking
import vn.fieldbook.Fieldbook
import vn.fieldbook.ui.open.Opening

/** How long a test waits for what must come. */
private const val REST_MS = 20L
private const val PATIENCE_NS = 60_000_000_000L

/** The phone that people have: the smallest, dp. Here a dp is a pixel. */
private const val WIDTH = 360
private const val HEIGHT = 640

/** A person before one phone's screen: taps, types and reads as they would, and counts it. */
@OptIn(ExperimentalTestApi::class)
class Person(val test: ComposeUiTest, val phone: Phone, val opening: Opening, val way: Way = Way()) {
    /** Everything tapped, keys of the pad included. */
    var taps = 0
        private set

    /** Boxes typed into: a person taps each first. */
    var boxes = 0
        private set

    /** Keys of the phone's own keyboard: by Telex each mark and each tone is a key more. */
    var letters = 0
        private set

    /** What had to be decided: each tap, but of a number or a name only the first key. */
    var decisions = 0
        private set

    /** Swipes to what could not be seen at all. */
    var swipes = 0
        private set

    /** When the finger last came down, nanoseconds. */
    var touchedNs = 0L
        private set
    private var inNumber = false

    val book: Fieldbook get() = (opening.state as Opening.State.Open).book

    fun sees(text: String) = until("sees “$text”") { shown(text) }

    fun shown(text: String): Boolean = test.onAllNodesWithText(text, substring = true).fetchSemanticsNodes().isNotEmpty()

    fun count(text: String): Int = test.onAllNodesWithText(text, substring = true).fetchSemanticsNodes().size

    fun seesNot(text: String) = check(!shown(text)) { "“$text” is shown" }

    /** Taps what has this text or is described by it to who cannot see it. */
    fun taps(label: String) {
        val isKey = label.length == 1 && label[0] in PAD
        presses(find(label))
        if (!isKey || !inNumber) decisions++
        inNumber = isKey
    }

    /** Taps one of several that are called the same. */
    fun tapsOn(what: SemanticsNodeInteraction) {
        presses(what)
        decisions++
        inNumber = false
    }

    private fun presses(what: SemanticsNodeInteraction) {
        val node = resting(scrolled(what))
        touchedNs = System.nanoTime()
        // A finger: a mouse would stay where it clicked, and the pictures show it.
        node.performTouchInput { click() }
        taps++
        test.waitForIdle()
    }

    fun types(label: String, text: String) {
        val field = hasSetTextAction() and hasText(label)
        await(field)
        scrolled(test.onAllNodes(field).onFirst()).performTextInput(text)
        letters += Normalizer.normalize(text, Normalizer.Form.NFD).length + text.count { it in "đĐ" }
        boxes++
        decisions++
        inNumber = false
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
        tapsOn(test.onAllNodes(matching).onLast())
    }

    fun clears(label: String) {
        val field = hasSetTextAction() and hasText(label)
        await(field)
        scrolled(test.onAllNodes(field).onFirst()).performTextClearance()
        test.waitForIdle()
    }

    private fun find(label: String): SemanticsNodeInteraction {
        // Exactly the label first: “Lưu” is also part of other words.
        val exact = hasClickAction() and isEnabled() and (hasText(label) or hasContentDescription(label))
        val part = hasClickAction() and isEnabled() and (hasText(label, substring = true) or hasContentDescription(label))
        until("can tap “$label”") { any(exact) || any(part) }
        return test.onAllNodes(if (any(exact)) exact else part).onFirst()
    }

    private fun scrolled(node: SemanticsNodeInteraction): SemanticsNodeInteraction {
        if (!node.isDisplayed()) swipes++
        return runCatching { node.performScrollTo() }.getOrDefault(node)
    }

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

    private companion object {
        const val PAD = "0123456789,"
    }
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

/** A new phone's screen until the story ends. */
@OptIn(ExperimentalTestApi::class)
fun onPhone(film: File? = null, times: Times = Times(), story: Person.() -> Unit) {
    val folder = Files.createTempDirectory("fieldbook-phone").toFile()
    try {
        val phone = Phone(folder.resolve("book")).also { it.film = film }
        val opening = Opening(phone)
        runDesktopComposeUiTest(WIDTH, HEIGHT) {
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
) = runDesktopComposeUiTest(WIDTH, HEIGHT) {
    setContent {
        CompositionLocalProvider(LocalSaveableStateRegistry provides kept) { FieldbookApp(phone, opening, times, dark = false, way) }
    }
    Person(this, phone, opening, way).story()
}
