package vn.fieldbook.ui

import java.util.UUID
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class ScreenTest {
    @Test
    fun `the way back to a screen outlives the process`() {
        val (doc, fact) = UUID.randomUUID() to UUID.randomUUID()
        val screens =
            listOf(
                Screen.Lots,
                Screen.NewLot(),
                Screen.NewLot(from = doc),
                Screen.Lot(doc),
                Screen.Entry(doc, "harvest"),
                Screen.Entry(doc, "harvest", like = fact),
                Screen.Entry(doc, "receive", from = doc),
                Screen.History(fact),
                Screen.Correct(fact, "qty.out"),
                Screen.Void(fact),
                Screen.Conflicts,
                Screen.Conflict(doc, fact, "moisture"),
                Screen.Conflict(doc, fact = null, "name"),
            )
        assertEquals(screens, screens.map { Screen.of(it.path) })
    }

    @Test
    fun `a path of another version leads home`() {
        for (path in listOf("", "gone", "lot/not-an-id", "conflict", "entry/1/2")) assertEquals(Screen.Home, Screen.of(path))
    }
}
