package vn.fieldbook.ui.pictures

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.text.BasicTextField
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.runComposeUiTest
import androidx.compose.ui.unit.dp
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import vn.fieldbook.Lang
import vn.fieldbook.ui.desktop.beVietnamPro
import vn.fieldbook.ui.look.FieldbookTheme
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Pad
import vn.fieldbook.ui.look.TextBox

@OptIn(ExperimentalTestApi::class)
class ReachTest {
    @Test
    fun `what is too small, says nothing or hides what was typed is found`() {
        assertEquals(emptyList<String>(), faults {})
        val small = faults { Box(Modifier.size(56.dp, 40.dp).semantics { contentDescription = "Lưu" }.clickable {}) }
        assertEquals(listOf("“Lưu” is 56×40 dp"), small)
        val mute = faults { Box(Modifier.size(56.dp).clickable {}) }
        assertEquals(1, mute.size)
        val hidden = faults { BasicTextField("Đo lại", {}, Modifier.size(200.dp, 56.dp).semantics { contentDescription = "Ghi chú" }) }
        assertEquals(listOf("what is typed into “Ghi chú” is not read: a description stands before it"), hidden)
    }

    private fun faults(other: @Composable () -> Unit): List<String> {
        var found = emptyList<String>()
        runComposeUiTest {
            setContent {
                FieldbookTheme(Lang.VI, beVietnamPro, dark = false) {
                    Column {
                        MainButton("Lưu") {}
                        TextBox("Ghi chú", "Đo lại") {}
                        Pad("2") {}
                        other()
                    }
                }
            }
            found = reached(density.density)
        }
        return found
    }
}
