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
    fun `who leaves a form while it is saved still finds home`() {
        val way = Way()
        val entry = Screen.Entry(UUID.randomUUID(), "harvest")
        val saved = Screen.Saved(UUID.randomUUID())
        way.to(entry)
        way.back()
        way.onTo(saved)
        assertEquals(saved, way.here)
        way.back()
        assertEquals(Screen.Home, way.here)
        way.to(entry)
        way.onTo(saved)
        assertEquals(listOf(Screen.Home.path, saved.path), way.paths)
        way.home()
        assertEquals(listOf(Screen.Home.path), way.paths)
    }

    @Test
    fun `a path of another version leads home`() {
        for (path in listOf("", "gone", "lot/not-an-id", "conflict", "entry/1/2")) assertEquals(Screen.Home, Screen.of(path))
    }
}
