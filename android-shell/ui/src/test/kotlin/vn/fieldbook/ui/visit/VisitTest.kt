package vn.fieldbook.ui.visit

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTouchInput
import java.awt.Color
import java.awt.image.BufferedImage
import java.io.File
import java.nio.file.Files
import java.time.LocalDate
import javax.imageio.ImageIO
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import vn.fieldbook.Config
import vn.fieldbook.DocId
import vn.fieldbook.DocKind
import vn.fieldbook.Ending
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.FieldValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.NewFact
import vn.fieldbook.NewSeason
import vn.fieldbook.NewVisit
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Phone
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.process

private const val SEASON = "Vụ mùa 2026"
private val TODAY: LocalDate = LocalDate.now()

class VisitTest {
    @Test
    fun `an officer visits a season without signal, and it is signed`(@TempDir film: File) =
        enrolled("Quàng Văn Sơn", "officer") {
            photographed(film)
            season()
            phone.film = film
            phone.carrier.value = null
            val before = taps
            taps("Chuyến thăm")
            sees("Hôm nay không có chuyến thăm nào")
            taps("Hẹn chuyến thăm")
            taps(SEASON)
            sees("Chưa kiểm tra lần nào")
            taps("Bắt đầu thăm")
            sees("Đã xem 0 trên 10")
            answers("Sổ ghi đủ, đúng ngày", "Chưa đạt")
            answers("Lô nào có mã lô ấy", "Đạt")
            answers("Biết hàng nhận từ đâu", "Không áp dụng")
            sees("Đã xem 3 trên 10")
            taps("Tiếp")
            taps("Chụp ảnh")
            sees("1 ảnh")
            types("Hành động khắc phục", "Ghi lại sổ phân bón")
            taps("7 ngày nữa")
            taps("Tiếp")
            taps("Phải khắc phục")
            signs()
            sees("Ký lại")
            taps("Xong chuyến thăm")
            sees("Đã lưu trên máy")
            println("taps for a visit with three answers and one nonconformity: ${taps - before}")
            assertTrue(taps - before <= 14)

            val visit = inBook { it.documents.list(DocKind.VISIT) }.single()
            val (point, inspection) = entries("nonconformity", "inspect")
            assertEquals("Sổ ghi đủ, đúng ngày", point.said("found"))
            assertEquals("Ghi lại sổ phân bón", point.said("corrective_action"))
            assertEquals(FieldValue.Date(TODAY.plusDays(7)), point.fact.fields["due_by"])
            assertEquals(1, point.fact.photos.size)
            assertEquals(listOf("no", "yes", "not_applicable"), listOf("diary_complete", "lot_identified", "one_step_back").map { inspection.said(it) })
            assertEquals("correct", inspection.said("conclusion"))
            assertEquals(visit.doc.id, inspection.doc.id)
            assertEquals(phone.place, inspection.fact.place?.copy(fixAgeS = 1u))
            val signature = ImageIO.read(inBook { it.blobs.read(inspection.fact.photos.single()) }.inputStream())
            assertTrue(darkPixels(signature) in 500..50_000, "a line on white: ${darkPixels(signature)}")
            assertEquals(1, phone.syncsAsked.get())
        }

    @Test
    fun `answers outlive the screen and a process that was killed`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        process(phone) {
            sees("Quét mã QR")
            runBlocking { opening.enrol(Hub.invites("Quàng Văn Sơn", "officer")) }
            sees("Hôm nay")
            visiting(season())
            answers("Sổ ghi đủ, đúng ngày", "Chưa đạt")
            answers("Lô nào có mã lô ấy", "Đạt")
            taps("Tiếp")
            types("Hành động khắc phục", "Khoá kho thuốc")
            taps("Quay lại")
            taps("Quay lại")
            taps("Ghi tiếp")
            sees("Đã xem 2 trên 10")
            taps("Tiếp")
            sees("Khoá kho thuốc")
            taps("Tiếp")
            signs()
            taps("Không đạt")
            // What lies on the disk now is what a killed process leaves, whatever happens when the screen goes.
            waits("the draft is on the disk") { draft(folder).exists() && draft(folder).readText().contains("non_conformant") }
            draft(folder).copyTo(folder.resolve("killed"))
        }
        folder.resolve("killed").copyTo(draft(folder), overwrite = true)
        process(phone) {
            taps("Chuyến thăm")
            sees("Đang ghi dở")
            taps(SEASON)
            taps("Ghi tiếp")
            // It goes on where it was left.
            sees("Ký lại")
            taps("Xong chuyến thăm")
            sees("1. Điểm không phù hợp")
            taps("30 ngày nữa")
            taps("Tiếp")
            taps("Xong chuyến thăm")
            sees("Đã lưu trên máy")
            assertEquals("Khoá kho thuốc", entries("nonconformity", "inspect").first().said("corrective_action"))
            assertFalse(draft(folder).exists())
            taps("Xong")
            taps("Chuyến thăm")
            sees("Sắp tới")
            seesNot("Đang ghi dở")
        }
    }

    @Test
    fun `a draft that outlived its own saving is not saved again`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        process(phone) {
            sees("Quét mã QR")
            runBlocking { opening.enrol(Hub.invites("Quàng Văn Sơn", "officer")) }
            sees("Hôm nay")
            visiting(season())
            answers("Lô nào có mã lô ấy", "Đạt")
            taps("Tiếp")
            taps("Không đạt")
            waits("the draft is on the disk") { draft(folder).exists() && draft(folder).readText().contains("non_conformant") }
            val draft = draft(folder)
            draft.copyTo(folder.resolve("killed"))
            taps("Xong chuyến thăm")
            sees("Đã lưu trên máy")
            assertFalse(draft.exists())
            folder.resolve("killed").copyTo(draft)
            taps("Quay lại")
            taps(SEASON)
            taps("Kiểm tra lại")
            sees("Đã xem 0 trên 10")
        }
    }

    @Test
    fun `what was found before is looked at again, beside what it was then`(@TempDir film: File) =
        enrolled("Quàng Văn Sơn", "officer") {
            val season = season()
            inBook { found(it, season, due = TODAY.minusDays(2)) }
            taps("Chuyến thăm")
            sees("Quá hạn 2 ngày")
            taps(SEASON)
            sees("Lần trước")
            sees("Phải khắc phục")
            sees("Kho thuốc để ngỏ")
            taps("Kiểm tra lại")
            sees("Hành động khắc phục: Làm khoá riêng")
            sees("Lần trước: Chưa đạt")
            taps("Đã khắc phục")
            answers("Kho thuốc, phân an toàn", "Đạt")
            taps("Tiếp")
            taps("Đạt")
            taps("Xong chuyến thăm")
            sees("Đã lưu trên máy")
            taps("Quay lại")
            sees("Hôm nay không có chuyến thăm nào")
            sees("Đã thăm")
            taps(SEASON)
            sees("Đã khắc phục")
            val visited = inBook { book -> book.documents.visited(book.documents.list(DocKind.VISIT).single().doc.id) }
            assertTrue(visited.nonconformities.all { it.mended })
            assertEquals(null, visited.due)
        }

    @Test
    fun `what is not mended gets another day, in another visit too`() =
        enrolled("Quàng Văn Sơn", "officer") {
            val season = season()
            inBook { found(it, season, due = TODAY) }
            visiting(season)
            taps("Chưa khắc phục")
            taps("30 ngày nữa")
            taps("Tiếp")
            taps("Phải khắc phục")
            taps("Xong chuyến thăm")
            sees("Đã lưu trên máy")
            taps("Xong")
            taps("Chuyến thăm")
            sees("Hôm nay không có chuyến thăm nào")
            sees("Còn 30 ngày")
            val visits = inBook { it.documents.list(DocKind.VISIT) }
            assertEquals(2, visits.size)
            assertEquals(TODAY.plusDays(30), inBook { it.documents.visited(visits.first().doc.id) }.due)
        }

    @Test
    fun `what the core refuses is said where it is, and nothing is written twice`() =
        enrolled("Quàng Văn Sơn", "officer") {
            visiting(season())
            answers("Sổ ghi đủ, đúng ngày", "Chưa đạt")
            answers("Lô nào có mã lô ấy", "Chưa đạt")
            taps("Tiếp")
            sees("2. Điểm không phù hợp")
            taps("Tiếp")
            taps("Xong chuyến thăm")
            // Back at the points: neither says what to do, or by when.
            sees("1. Điểm không phù hợp")
            assertEquals(emptyList<FactView>(), inBook { it.journal.query(FactQuery()) })
            types("Hành động khắc phục", "Ghi lại sổ")
            taps("7 ngày nữa")
            taps("Tiếp")
            taps("Xong chuyến thăm")
            // The second still does not: the first is not written without it.
            sees("1. Điểm không phù hợp")
            assertEquals(emptyList<FactView>(), inBook { it.journal.query(FactQuery()) })
            tapsLast("Xoá")
            taps("Tiếp")
            taps("Xong chuyến thăm")
            sees("Kết luận và ký")
            taps("Không đạt")
            taps("Xong chuyến thăm")
            sees("Đã lưu trên máy")
            assertEquals(listOf("inspect", "nonconformity"), inBook { it.journal.query(FactQuery()) }.map { it.fact.step }.sorted())
        }

    @Test
    fun `a farmer sees what was found and cannot inspect`() {
        enrolled("Lò Văn Inh", "farmer") {
            withOther("manager") { found(it, it.documents.openSeason(NewSeason(SEASON)).doc.id, due = TODAY) }
            taps("Gửi ngay")
            sees("Gửi lần cuối")
            taps("Chuyến thăm")
            sees("Cán bộ đến thăm thì ghi ở máy của cán bộ.")
            seesNot("Chuyến thăm và kiểm tra do")
            seesNot("Hẹn chuyến thăm")
            taps(SEASON)
            sees("Kho thuốc để ngỏ")
            seesNot("Kiểm tra lại")
            seesNot("Khảo sát")
        }
    }

    @Test
    fun `it is said what was fetched before the signal goes`() =
        enrolled("Quàng Thị Yên", "inspector") {
            taps("Chuyến thăm")
            sees("HTX Mường Và: chưa tải hết, cần sóng")
            seesNot("Đã tải đủ")
            withOther("manager") { it.documents.openSeason(NewSeason("Vụ của máy kia")) }
            taps("Quay lại")
            taps("Gửi ngay")
            sees("Gửi lần cuối")
            phone.carrier.value = null
            taps("Chuyến thăm")
            sees("Đã tải đủ để đi không cần sóng")
            taps("Hẹn chuyến thăm")
            taps("Vụ của máy kia")
            sees("Bắt đầu thăm")
        }

    @Test
    fun `a place without a book is visited under a name, and a survey is written there`() =
        enrolled("Quàng Văn Sơn", "officer") {
            taps("Chuyến thăm")
            taps("Hẹn chuyến thăm")
            taps("Nơi khác")
            types("Thăm ai, ở đâu", "Nhà ông Panh")
            taps("Mở")
            sees("Nhà ông Panh")
            taps("Khảo sát")
            taps("Sổ giấy")
            taps("Lưu")
            sees("Đã lưu trên máy")
            assertEquals("survey", inBook { it.journal.query(FactQuery()) }.single().fact.step)
        }
}

/** The one draft on the phone. */
private fun draft(folder: File): File =
    folder.resolve("book/drafts").walk().singleOrNull { it.isFile && it.name.startsWith("visit") && it.extension != "next" } ?: folder.resolve("none")

private fun Person.season(): DocId = inBook { it.documents.openSeason(NewSeason(SEASON)) }.doc.id

/** From today's screen to the first question. */
private fun Person.visiting(subject: DocId) {
    inBook { it.documents.openVisit(NewVisit(SEASON, subject = subject)) }
    taps("Chuyến thăm")
    taps(SEASON)
    taps("Bắt đầu thăm")
    sees("Đã xem 0 trên 10")
}

/** Answers a question of the checklist: of all answers of that name, the first below the question. */
@OptIn(ExperimentalTestApi::class)
internal fun Person.answers(question: String, answer: String) {
    sees(question)
    val top = test.onAllNodesWithText(question).onFirst().performScrollTo().fetchSemanticsNode().positionInRoot.y
    val named = test.onAllNodes(hasClickAction() and hasText(answer))
    val nodes = named.fetchSemanticsNodes()
    val at = nodes.indices.filter { nodes[it].positionInRoot.y > top }.minBy { nodes[it].positionInRoot.y }
    tapsOn(named[at])
}

/** What a visit found: an open store, to be locked by a day. */
internal suspend fun found(book: Fieldbook, subject: DocId, due: LocalDate) {
    val visit = book.documents.openVisit(NewVisit(SEASON, subject = subject)).doc.id
    val action = FieldValue.Text("Làm khoá riêng")
    val point = mapOf("found" to FieldValue.Text("Kho thuốc để ngỏ"), "corrective_action" to action, "due_by" to FieldValue.Date(due))
    book.journal.record(NewFact(visit, "nonconformity", fields = point))
    val said = mapOf("inputs_stored" to FieldValue.Text("no"), "conclusion" to FieldValue.Text("correct"))
    book.journal.record(NewFact(visit, "inspect", fields = said))
}

/** Somebody else's phone, which sends what it wrote. */
private fun withOther(role: String, write: suspend (Fieldbook) -> Unit) {
    val folder = Files.createTempDirectory("fieldbook-other").toFile()
    runBlocking {
        Fieldbook.create(Config(folder.path), Hub.invites("Lò Thị Mai", role), "Máy kia").use { book ->
            write(book)
            check(book.sync.runToEnd(SyncOptions(failuresMax = 2u)).ending is Ending.Complete)
        }
    }
    folder.deleteRecursively()
}

private fun Person.entries(vararg steps: String): List<FactView> =
    inBook { book -> steps.map { step -> book.journal.query(FactQuery(steps = listOf(step))).single() } }

private fun FactView.said(field: String): String? = (fact.fields[field] as? FieldValue.Text)?.value

@OptIn(ExperimentalTestApi::class)
internal fun Person.signs() {
    val box = test.onNodeWithContentDescription("Ký bằng ngón tay vào khung")
    box.performScrollTo().performTouchInput {
        down(Offset(width * 0.1f, height * 0.7f))
        for (step in 1..20) moveTo(Offset(width * (0.1f + step * 0.035f), height * if (step % 2 == 0) 0.3f else 0.8f))
        up()
    }
    test.waitForIdle()
}

private fun photographed(film: File) {
    val picture = BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB)
    picture.createGraphics().apply { color = Color.GREEN; fillRect(100, 100, 300, 200) }.dispose()
    ImageIO.write(picture, "jpg", film.resolve("1.jpg"))
}

private fun darkPixels(picture: BufferedImage): Int =
    (0 until picture.height).sumOf { y -> (0 until picture.width).count { x -> Color(picture.getRGB(x, y)).run { red + green + blue } < 200 } }

private fun waits(what: String, holds: () -> Boolean) {
    val deadline = System.nanoTime() + 10_000_000_000L
    while (!holds()) {
        check(System.nanoTime() < deadline) { "in vain: $what" }
        Thread.sleep(10)
    }
}
