package vn.fieldbook.ui.draft

import androidx.compose.runtime.saveable.SaveableStateRegistry
import androidx.compose.ui.test.ExperimentalTestApi
import java.io.File
import java.time.Instant
import java.time.LocalDate
import java.time.LocalTime
import java.time.OffsetDateTime
import java.time.ZoneId
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import vn.fieldbook.ClockTrust
import vn.fieldbook.Fact
import vn.fieldbook.FactQuery
import vn.fieldbook.NewVisit
import vn.fieldbook.Place
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Phone
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.Way
import vn.fieldbook.ui.lot.season
import vn.fieldbook.ui.onPhone
import vn.fieldbook.ui.open.Opening
import vn.fieldbook.ui.visit.answers
import vn.fieldbook.ui.window

private val ZONE: ZoneId = ZoneId.systemDefault()
private val TODAY: LocalDate = LocalDate.now(ZONE)
// All of it over already: the core asks about what was done later than now.
private val MORNING: LocalDate = TODAY.minusDays(1)
private val EVENING: LocalDate = TODAY.minusDays(2)
private val FIELD = Place(latE7 = 211_234_567, lonE7 = 1_039_876_543, accuracyM = 8u, fixAgeS = 1u)
private val HOME = Place(latE7 = 210_000_000, lonE7 = 1_030_000_000, accuracyM = 5u, fixAgeS = 2u)

/** Of what is left and saved later: when it was, and where. */
@OptIn(ExperimentalTestApi::class)
class HoursTest {
    private var now: Instant = Instant.now()
    private val times = Times(ZONE) { now }

    @Test
    fun `what was begun at five and saved the next morning was done at five, and there`() = farmer {
        phone.place = FIELD
        now = EVENING.at("17:00")
        harvests("7")
        untilKept("place.lat")
        leaves()
        phone.place = HOME
        now = MORNING.at("06:30")
        tapsLast("Thu hoạch")
        sees("17:00 hôm qua")
        taps("7 kg")
        taps("8")
        taps("Lưu")
        sees("Đã lưu trên máy")
        val fact = fact()
        assertEquals(EVENING.at("17:00"), fact.occurred.toInstant())
        assertEquals(FIELD.copy(fixAgeS = 13u * 3600u + 1801u), fact.place)
    }

    @Test
    fun `where it was done without satellites, home is not where it was done`() = farmer {
        phone.place = null
        now = EVENING.at("17:00")
        harvests("7")
        leaves()
        phone.place = HOME
        now = EVENING.at("20:00")
        tapsLast("Thu hoạch")
        sees("17:00 hôm nay")
        taps("Lưu")
        sees("Đã lưu trên máy")
        assertEquals(EVENING.at("17:00"), fact().occurred.toInstant())
        assertNull(fact().place)
    }

    @Test
    fun `a form that stays open overnight is of the evening on which it was filled in`() = farmer {
        now = EVENING.at("17:00")
        harvests("7")
        untilKept("begun")
        now = MORNING.at("00:20")
        taps("Lưu")
        sees("Đã lưu trên máy")
        assertEquals(EVENING.at("17:00"), fact().occurred.toInstant())
    }

    @Test
    fun `one that was only looked at in the evening is of the morning on which it was filled in`() = farmer {
        now = EVENING.at("17:00")
        harvests("7")
        untilKept("begun")
        taps("Xoá một số")
        until("nothing is kept") { phone.drafts().isEmpty() }
        now = Instant.now()
        taps("8")
        taps("Lưu")
        sees("Đã lưu trên máy")
        assertNotEquals(ClockTrust.TYPED, fact().occurredTrust)
    }

    @Test
    fun `what is filled in at once is of the phone's own clock, which the hub puts right`() = farmer {
        harvests("7")
        taps("Lưu")
        sees("Đã lưu trên máy")
        assertNotEquals(ClockTrust.TYPED, fact().occurredTrust)
    }

    @Test
    fun `a clock that was set back since keeps nothing from being saved`() = farmer {
        now = TODAY.plusDays(2).at("17:00")
        harvests("7")
        untilKept("begun")
        leaves()
        now = Instant.now()
        tapsLast("Thu hoạch")
        taps("Lưu")
        sees("Đã lưu trên máy")
        val fact = fact()
        assertNotEquals(ClockTrust.TYPED, fact.occurredTrust)
        assertTrue(fact.occurred <= OffsetDateTime.now(), "${fact.occurred}")
    }

    @Test
    fun `the day that is chosen is the day that it is of`() = farmer {
        now = EVENING.at("17:00")
        harvests("7")
        untilKept("begun")
        leaves()
        now = MORNING.at("00:20")
        tapsLast("Thu hoạch")
        taps("Hôm nay")
        untilKept("day=")
        taps("Lưu")
        sees("Đã lưu trên máy")
        assertEquals(MORNING.at("00:20"), fact().occurred.toInstant())
    }

    @Test
    fun `a screen that the system makes again the next morning knows that it is another day`(@TempDir folder: File) =
        savedAtHome(folder, begun = EVENING.at("17:00"), madeAgain = MORNING.at("06:30"), told = "17:00 hôm qua")

    @Test
    fun `a screen that is taken from recents the same evening at home is not where it was done`(@TempDir folder: File) =
        savedAtHome(folder, begun = EVENING.at("08:00"), madeAgain = EVENING.at("18:00"), told = "08:00 hôm nay")

    /** Begun where no satellite is seen; the system ends the app, makes its screen again at home, and there it is saved. */
    private fun savedAtHome(folder: File, begun: Instant, madeAgain: Instant, told: String) {
        val phone = Phone(folder.resolve("book"))
        phone.place = null
        now = begun
        val (opening, way) = Opening(phone) to Way()
        val system = SaveableStateRegistry(restoredValues = null) { true }
        var kept: Map<String, List<Any?>> = emptyMap()
        window(phone, opening, way, system, times) {
            joins("farmer")
            val screen = Screen.Entry(inBook { season(it, "Vụ mùa 2026") }, "harvest")
            test.runOnUiThread { way.to(screen) }
            taps("7")
            untilKept("begun")
            kept = test.runOnUiThread { system.performSave() }
        }
        phone.place = HOME
        now = madeAgain
        window(phone, opening, Way(way.paths.map(Screen::of)), SaveableStateRegistry(kept) { true }, times) {
            sees(told)
            taps("Lưu")
            sees("Đã lưu trên máy")
            assertEquals(begun, fact().occurred.toInstant())
            assertNull(fact().place)
            book.close()
        }
    }

    @Test
    fun `a visit finished on the next day is of the day and the place of its first answer, with all that was found`() =
        onPhone(times = times) {
            joins("officer")
            inBook { it.documents.openVisit(NewVisit("Vụ mùa 2026", subject = season(it, "Vụ mùa 2026"))) }
            phone.place = FIELD
            now = EVENING.at("16:00")
            taps("Chuyến thăm")
            taps("Vụ mùa 2026")
            taps("Bắt đầu thăm")
            sees("Đã xem 0 trên 10")
            now = EVENING.at("16:10")
            answers("Sổ ghi đủ, đúng ngày", "Chưa đạt")
            untilKept("place.lat")
            untilKept("begun")
            taps("Quay lại")
            phone.place = HOME
            now = MORNING.at("00:20")
            taps("Ghi tiếp")
            taps("Tiếp")
            types("Hành động khắc phục", "Ghi lại sổ")
            taps("7 ngày nữa")
            taps("Tiếp")
            taps("Phải khắc phục")
            taps("Xong chuyến thăm")
            sees("Đã lưu trên máy")
            val facts = inBook { it.journal.query(FactQuery()) }.map { it.fact }
            assertEquals(listOf("inspect", "nonconformity"), facts.map { it.step }.sorted())
            for (fact in facts) {
                assertEquals(EVENING.at("16:10"), fact.occurred.toInstant(), fact.step)
                assertEquals(FIELD.latE7, fact.place?.latE7, fact.step)
            }
        }

    @Test
    fun `a visit whose parts were only looked at has not begun`() =
        onPhone(times = times) {
            joins("officer")
            inBook { it.documents.openVisit(NewVisit("Vụ mùa 2026", subject = season(it, "Vụ mùa 2026"))) }
            phone.place = HOME
            now = EVENING.at("20:00")
            taps("Chuyến thăm")
            taps("Vụ mùa 2026")
            taps("Bắt đầu thăm")
            taps("Tiếp")
            sees("Xong chuyến thăm")
            taps("Quay lại")
            taps("Quay lại")
            phone.place = FIELD
            now = MORNING.at("08:00")
            taps("Bắt đầu thăm")
            answers("Lô nào có mã lô ấy", "Đạt")
            untilKept("begun")
            assertEquals(emptyList<String>(), phone.drafts().filter { HOME.latE7.toString() in it.readText() }.map { it.name })
            now = MORNING.at("09:30")
            taps("Tiếp")
            taps("Không đạt")
            taps("Xong chuyến thăm")
            sees("Đã lưu trên máy")
            assertEquals(MORNING.at("08:00"), fact().occurred.toInstant())
            assertEquals(FIELD.latE7, fact().place?.latE7)
        }

    @Test
    fun `a visit that is left and finished on a phone whose clock was set back is saved`() =
        onPhone(times = times) {
            joins("officer")
            inBook { it.documents.openVisit(NewVisit("Vụ mùa 2026", subject = season(it, "Vụ mùa 2026"))) }
            now = TODAY.plusDays(2).at("16:00")
            taps("Chuyến thăm")
            taps("Vụ mùa 2026")
            taps("Bắt đầu thăm")
            answers("Lô nào có mã lô ấy", "Đạt")
            untilKept("begun")
            taps("Quay lại")
            now = Instant.now()
            taps("Ghi tiếp")
            taps("Tiếp")
            taps("Không đạt")
            taps("Xong chuyến thăm")
            sees("Đã lưu trên máy")
            assertNotEquals(ClockTrust.TYPED, fact().occurredTrust)
        }

    private fun farmer(story: Person.() -> Unit) =
        onPhone(times = times) {
            joins("farmer")
            val doc = inBook { season(it, "Vụ mùa 2026") }
            test.runOnUiThread { way.to(Screen.Steps(doc)) }
            story()
        }
}

private fun Person.harvests(digit: String) {
    taps("Thu hoạch")
    taps(digit)
}

private fun Person.leaves() {
    taps("Quay lại")
    taps("Để đó, ghi sau")
    sees("Làm việc gì?")
}

private fun Person.fact(): Fact = inBook { it.journal.query(FactQuery()) }.single().fact

private fun LocalDate.at(hour: String): Instant = atTime(LocalTime.parse(hour)).atZone(ZONE).toInstant()
