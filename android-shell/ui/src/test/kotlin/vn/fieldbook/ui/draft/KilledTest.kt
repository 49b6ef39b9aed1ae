package vn.fieldbook.ui.draft

import androidx.compose.runtime.saveable.SaveableStateRegistry
import androidx.compose.ui.test.ExperimentalTestApi
import java.io.File
import java.math.BigDecimal
import java.time.Instant
import kotlinx.coroutines.CompletableDeferred
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import vn.fieldbook.Capture
import vn.fieldbook.DocKind
import vn.fieldbook.FactQuery
import vn.fieldbook.Fieldbook
import vn.fieldbook.parseQuantity
import vn.fieldbook.ui.Phone
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.Way
import vn.fieldbook.ui.activate.packedLot
import vn.fieldbook.ui.activate.synced
import vn.fieldbook.ui.lot.harvested
import vn.fieldbook.ui.lot.season
import vn.fieldbook.ui.open.Opening
import vn.fieldbook.ui.process
import vn.fieldbook.ui.scan.serial
import vn.fieldbook.ui.window

/** Each form on a phone whose system ends the app in the middle. */
@OptIn(ExperimentalTestApi::class)
class KilledTest {
    @Test
    fun `an entry comes back with all that was typed, and with the photo that it was ended for`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        phone.camera.picture = picture()
        phone.camera.outlives = true
        // Of one moment: else “Hôm qua” is another day where midnight comes in between.
        val now = Instant.now()
        val times = Times { now }
        val way =
            killed(phone, last = "Trời", times = times, start = { Screen.Entry(inBook { season(it, "Vụ mùa 2026") }, "spray") }) {
                types("Tên trên bao bì", "Thuốc trừ rầy")
                types("Liều ghi trên nhãn", "20 ml cho 1 sào")
                taps("Lượng dùng: 0 ml")
                for (key in listOf("4", "0", "g")) taps(key)
                types("Thời gian cách ly (ngày)", "14")
                taps("Hôm qua")
                taps("Ghi thêm")
                types("Ghi chú", "Trời mưa")
                taps("0 m²")
                for (key in listOf("2", ",", "5")) taps(key)
                taps("Chụp ảnh")
                until("the camera is open") { phone.camera.opened == 1 }
            }
        process(phone, way, times) {
            sees("Đang ghi dở")
            sees("2,5")
            sees("Thuốc trừ rầy")
            seesBelow("1 ảnh")
            seesBelow("Trời mưa")
            taps("Lưu")
            sees("Đã lưu trên máy")
            val fact = inBook { it.journal.query(FactQuery()) }.single().fact
            assertEquals(BigDecimal("2.5"), fact.quantities.single().quantity.entered)
            val input = fact.inputs.single()
            assertEquals(listOf("Thuốc trừ rầy", "20 ml cho 1 sào", 14.toUShort()), listOf(input.material, input.dose, input.preHarvestInterval))
            assertEquals(parseQuantity("40 g"), input.quantity)
            assertEquals(times.today().minusDays(1), fact.occurred.toLocalDate())
            assertEquals("Trời mưa", fact.note)
            assertEquals(1, fact.photos.size)
            assertEquals(emptyList<File>(), phone.drafts())
        }
    }

    @Test
    fun `a photo taken before anything is typed is not lost either`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        phone.camera.picture = picture()
        phone.camera.outlives = true
        val way = Way()
        process(phone, way) {
            joins("farmer")
            val screen = Screen.Entry(inBook { season(it, "Vụ mùa 2026") }, "harvest")
            test.runOnUiThread { way.to(screen) }
            taps("Chụp ảnh")
            until("the camera is open") { phone.camera.opened == 1 }
            assertEquals(emptyList<File>(), phone.drafts())
        }
        process(phone, way) {
            sees("1 ảnh")
            untilKept("photos")
        }
        process(phone, way) { sees("1 ảnh") }
    }

    @Test
    fun `turning the phone while the camera is open loses neither photo nor form`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        val finger = CompletableDeferred<Unit>()
        phone.camera.shutter = finger
        phone.camera.picture = picture()
        val (opening, way) = Opening(phone) to Way()
        val system = SaveableStateRegistry(restoredValues = null) { true }
        var kept: Map<String, List<Any?>> = emptyMap()
        window(phone, opening, way, system) {
            joins("farmer")
            val screen = Screen.Entry(inBook { season(it, "Vụ mùa 2026") }, "harvest")
            test.runOnUiThread { way.to(screen) }
            taps("7")
            taps("Chụp ảnh")
            until("the camera is open") { phone.camera.opened == 1 }
            kept = test.runOnUiThread { system.performSave() }
        }
        window(phone, opening, Way(way.paths.map(Screen::of)), SaveableStateRegistry(kept) { true }) {
            sees("7 kg")
            finger.complete(Unit)
            sees("1 ảnh")
        }
        window(phone, opening, Way(way.paths.map(Screen::of)), SaveableStateRegistry(kept) { true }) {
            sees("1 ảnh")
            sees("7 kg")
            seesNot("Đang ghi dở")
        }
        window(phone, opening, Way(way.paths.map(Screen::of))) {
            sees("Đang ghi dở")
            taps("Lưu")
            sees("Đã lưu trên máy")
            assertEquals(1, inBook { it.journal.query(FactQuery()) }.single().fact.photos.size)
            book.close()
        }
    }

    @Test
    fun `a correction comes back with its reason`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        val start: suspend (Fieldbook) -> Screen = { Screen.Correct(harvested(it, season(it, "Vụ mùa 2026"), "8,5 tạ"), "qty.out") }
        val way =
            killed(phone, last = "reason=Cân", start = { inBook(start) }) {
                for (key in listOf("8", ",", "2")) taps(key)
                taps("Cân, đo lại")
            }
        process(phone, way) {
            sees("8,2")
            taps("Lưu")
            sees("Hôm nay")
            assertEquals(BigDecimal("8.2"), inBook { it.journal.query(FactQuery()) }.single().fact.quantities.single().quantity.entered)
            assertEquals(emptyList<File>(), phone.drafts())
        }
    }

    @Test
    fun `so does what an entry is crossed out for`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        val start: suspend (Fieldbook) -> Screen = { Screen.Void(harvested(it, season(it, "Vụ mùa 2026"), "8,5 tạ")) }
        val way = killed(phone, last = "nhà bên", start = { inBook(start) }) { types("Lý do khác", "Của nhà bên") }
        process(phone, way) {
            sees("Của nhà bên")
            taps("Huỷ bản ghi")
            sees("Hôm nay")
            assertEquals("Của nhà bên", inBook { it.journal.query(FactQuery()) }.single().voided?.reason)
        }
    }

    @Test
    fun `a new lot keeps its name`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        val way = killed(phone, last = "nếp", role = "manager", start = { Screen.NewLot() }) { types("Tên lô (không bắt buộc)", "Lô nếp đầu vụ") }
        process(phone, way) {
            sees("Lô nếp đầu vụ")
            taps("Lập lô")
            until("the lot is made") { inBook { it.documents.list(DocKind.LOT) }.size == 1 }
            sees("Lô nếp đầu vụ")
            until("the draft is gone") { phone.drafts().isEmpty() }
        }
    }

    @Test
    fun `numbers of stamps to activate are there again`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        val way =
            killed(phone, last = serial(310), role = "manager", start = { Screen.Activate(inBook { packedLot(synced(it), "Lô nếp") }) }) {
                taps("Gõ số đầu, số cuối")
                types("Số đầu", serial(301))
                types("Số cuối", serial(310))
            }
        process(phone, way) {
            sees(serial(301))
            taps("Xem tem")
            taps("Kích hoạt")
            sees("Chờ xác nhận")
            assertEquals(emptyList<File>(), phone.drafts())
        }
    }

    @Test
    fun `stamps typed for a re-scan are there again, and its photo`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        phone.camera.picture = picture()
        phone.camera.outlives = true
        val start: suspend (Fieldbook) -> Screen = { book ->
            val lot = packedLot(synced(book), "Lô nếp")
            Screen.Rescan(book.stamps.activate(lot, listOf(book.stamps.range(serial(321), serial(330))), Capture.MANUAL).fact)
        }
        val way =
            killed(phone, last = serial(323), role = "manager", start = { inBook(start) }) {
                taps("Gõ mã tem")
                types("Số trên tem", serial(322))
                taps("Thêm tem")
                sees("1 tem trên tay")
                types("Số trên tem", serial(323))
                taps("Chụp tem trên hàng")
                until("the camera is open") { phone.camera.opened == 1 }
            }
        process(phone, way) {
            sees("1 tem trên tay")
            sees("1 ảnh")
            seesBelow(serial(323))
            taps("Thêm tem")
            sees("2 tem trên tay")
        }
    }

    @Test
    fun `a draft that is damaged or of another version is not shown, not even half of it`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        val way =
            killed(phone, last = "Trời", start = { Screen.Entry(inBook { season(it, "Vụ mùa 2026") }, "harvest") }) {
                taps("7")
                taps("Ghi thêm")
                types("Ghi chú", "Trời mưa")
            }
        val whole = phone.drafts().single().readText()
        val damages =
            listOf<(String) -> String>(
                { it.take(it.length / 2) },
                { it.replace("digits=7", "digits=8") },
                { it.replace("seal=1", "seal=2") },
                { "\\u00" },
                { "" },
            )
        for (damage in damages) {
            check(damage(whole) != whole)
            phone.drafts().forEach { it.delete() }
            val file = folder.resolve("book/drafts").walk().first { it.isDirectory && it.parentFile.name == "drafts" }
            file.resolve(fileName(way.here)).writeText(damage(whole))
            process(phone, Way(way.paths.map(Screen::of))) {
                sees("0 kg")
                seesNot("Trời mưa")
                seesNot("Đang ghi dở")
            }
        }
    }

    private fun fileName(screen: Screen) = java.net.URLEncoder.encode(screen.path, "UTF-8")
}
