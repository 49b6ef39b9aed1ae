package vn.fieldbook.ui.look

import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isFocused
import androidx.compose.ui.test.isHeading
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.click
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import vn.fieldbook.Lang
import vn.fieldbook.NewSeason
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.writtenAtHome

/** The pad and the phone's keyboard, and what is heard of both. */
@OptIn(ExperimentalTestApi::class)
class HandsTest {
    @Test
    fun `what is typed puts the pad away, and a number puts the keyboard away`() = harvesting {
        until("the pad is there") { padShown() }
        taps("Ghi thêm")
        tapsOn(test.onNode(NUMBER))
        until("the pad is there") { padShown() }
        touches("Ghi chú")
        until("the pad is away") { !padShown() }
        until("the box is typed in") { count(isFocused() and hasSetTextAction()) == 1 }
        tapsOn(test.onNode(NUMBER))
        until("the pad is there again") { padShown() }
        until("nothing is typed in, so no keyboard is shown") { count(isFocused() and hasSetTextAction()) == 0 }
    }

    @Test
    fun `the number that is typed is seen above the pad, wherever the page was scrolled to`() = harvesting {
        taps("Ghi thêm")
        touches("Ghi chú")
        tapsOn(test.onNode(NUMBER))
        taps("7")
        val number = node(NUMBER)
        val key = node(hasContentDescription("1"))
        assertTrue(number.boundsInRoot.height >= number.size.height - 1, "it is cut off: ${number.boundsInRoot} of ${number.size}")
        assertTrue(number.boundsInRoot.bottom <= key.boundsInRoot.top, "it lies under the pad")
    }

    @Test
    fun `who cannot see hears each key, the number with its name after it, and what was typed into a box`() = harvesting {
        assertEquals(LiveRegionMode.Polite, node(NUMBER).config.getOrNull(SemanticsProperties.LiveRegion))
        taps("2")
        taps(",")
        taps("5")
        assertTrue(described(node(NUMBER)).startsWith("Thóc tươi: 2,5"))
        for (key in (0..9).map { "$it" } + listOf("Dấu phẩy", "Xoá một số")) node(hasContentDescription(key))
        taps("Ghi thêm")
        types("Ghi chú", "Gặt ở ruộng Đặng")
        val box = node(hasSetTextAction() and hasText("Ghi chú"))
        assertEquals("Gặt ở ruộng Đặng", box.config.getOrNull(SemanticsProperties.EditableText)?.text)
        assertEquals(null, box.config.getOrNull(SemanticsProperties.ContentDescription), "it would be read instead of what was typed")
        node(isHeading() and hasText("Thu hoạch"))
    }

    @Test
    fun `who does not read easily hears each field's name at a touch`() = harvesting {
        assertEquals(0, count(hasContentDescription("Đọc cho nghe: Thóc tươi")))
        opening.memory.speaks = true
        taps("Đọc cho nghe: Thóc tươi")
        assertEquals("Thóc tươi" to Lang.VI, phone.said.last())
        taps("Ghi thêm")
        taps("Đọc cho nghe: Ghi chú")
        assertEquals("Ghi chú" to Lang.VI, phone.said.last())
        assertEquals(0, count(isFocused() and hasSetTextAction()), "to listen is not to write")
    }

    private fun harvesting(story: Person.() -> Unit) = enrolled("Cà Thị Hoa", "farmer") {
        writtenAtHome { it.documents.openSeason(NewSeason("Vụ mùa 2026")) }
        taps("Ghi nhật ký")
        taps("Thu hoạch")
        sees("Thóc tươi")
        story()
    }

    private fun Person.touches(label: String) {
        test.onNode(hasSetTextAction() and hasText(label)).performScrollTo().performTouchInput { click() }
        test.waitForIdle()
    }

    private fun Person.padShown() = count(hasContentDescription("Xoá một số")) == 1

    private fun Person.count(what: SemanticsMatcher) = test.onAllNodes(what).fetchSemanticsNodes().size

    private fun Person.node(what: SemanticsMatcher) = test.onNode(what).fetchSemanticsNode()

    private companion object {
        fun described(node: SemanticsNode) = node.config.getOrNull(SemanticsProperties.ContentDescription).orEmpty().joinToString()

        val NUMBER = SemanticsMatcher("is the number") { described(it).startsWith("Thóc tươi:") }
    }
}
