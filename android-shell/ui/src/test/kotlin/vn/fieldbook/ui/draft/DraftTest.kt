package vn.fieldbook.ui.draft

import androidx.compose.ui.test.ExperimentalTestApi
import java.io.File
import java.time.LocalDate
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import vn.fieldbook.DocId
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.FieldbookException
import vn.fieldbook.Lang
import vn.fieldbook.NewFact
import vn.fieldbook.NewVisit
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.lot.harvested
import vn.fieldbook.ui.lot.season
import vn.fieldbook.ui.record.EntryForm
import vn.fieldbook.ui.record.entry
import vn.fieldbook.ui.record.steps
import vn.fieldbook.ui.recording
import vn.fieldbook.ui.visit.inspecting

@OptIn(ExperimentalTestApi::class)
class DraftTest {
    @Test
    fun `who goes back from a form is asked, and what is left is found among the steps`() = enrolled("Lò Văn Inh", "farmer") {
        val doc = steps()
        taps("Thu hoạch")
        taps("Quay lại")
        sees("Làm việc gì?")
        taps("Thu hoạch")
        taps("7")
        taps("Quay lại")
        sees("Chưa lưu")
        taps("Ghi tiếp bây giờ")
        sees("7 kg")
        taps("Quay lại")
        taps("Để đó, ghi sau")
        sees("Đang ghi dở")
        tapsLast("Thu hoạch")
        sees("7 kg")
        sees("Ghi dở lúc")
        taps("Quay lại")
        taps("Bỏ, không lưu")
        sees("Làm việc gì?")
        seesNot("Đang ghi dở")
        assertEquals(emptyList<File>(), phone.drafts())
        taps("Thu hoạch")
        sees("0 kg")
        assertEquals(emptyList<FactView>(), inBook { it.journal.query(FactQuery(doc = doc)) })
    }

    @Test
    fun `what was left may also be begun anew`() = enrolled("Lò Văn Inh", "farmer") {
        steps()
        taps("Thu hoạch")
        taps("7")
        taps("Quay lại")
        taps("Để đó, ghi sau")
        tapsLast("Thu hoạch")
        taps("Bỏ, ghi từ đầu")
        sees("0 kg")
        seesNot("Đang ghi dở")
        assertEquals(emptyList<File>(), phone.drafts())
    }

    @Test
    fun `an app that is killed before the draft is gone does not save the entry again`() = enrolled("Lò Văn Inh", "farmer") {
        val doc = inBook { season(it, "Vụ mùa 2026") }
        val screen = Screen.Entry(doc, "harvest")
        suspend fun begun() = opening.drafts.entry(book, screen, Lang.VI, Times())
        val form = inBook { begun() }
        form.form.amounts.first { it.rule.required }.digits = "7"
        val disk = File(phone.folder.path + "-disk")
        form.save({
            form.form.save(book, Times()).also { phone.folder.resolve("drafts").copyRecursively(disk, overwrite = true) }
        }) { {} }
        until("the entry is saved") { form.onward != null }
        assertEquals(emptyList<File>(), phone.drafts())
        disk.copyRecursively(phone.folder.resolve("drafts"))
        assertTrue(phone.drafts().single().readText().contains("digits=7"))
        test.runOnUiThread { form.told() }
        assertFalse(inBook { begun() }.touched)
        assertEquals(1, inBook { it.journal.query(FactQuery(doc = doc)) }.size)
    }

    @Test
    fun `a save that is cut says nothing was saved only where that is so`() = enrolled("Lò Văn Inh", "farmer") {
        val doc = inBook { season(it, "Vụ mùa 2026") }
        val form = inBook { opening.drafts.entry(it, Screen.Entry(doc, "harvest"), Lang.VI, Times()) }
        form.form.amounts.first { it.rule.required }.digits = "7"
        form.save<Any>({ throw CancellationException("before") }) { {} }
        until("it is over") { !form.saving.running }
        assertTrue(form.touched)
        assertTrue(phone.drafts().single().readText().let { "digits=7" in it && Drafting.SAVING !in it })
        form.save<Any>({
            form.form.save(book, Times())
            throw CancellationException("after")
        }) { {} }
        until("it is over") { !form.saving.running }
        assertFalse(form.touched)
        assertEquals(emptyList<File>(), phone.drafts())
        assertEquals(1, inBook { it.journal.query(FactQuery(doc = doc)) }.size)
    }

    @Test
    fun `a save that is refused keeps the form, whatever else has come into the book meanwhile`() = enrolled("Lò Văn Inh", "farmer") {
        val doc = inBook { season(it, "Vụ mùa 2026") }
        val form = inBook { opening.drafts.entry(it, Screen.Entry(doc, "harvest"), Lang.VI, Times()) }
        form.form.amounts.first { it.rule.required }.digits = "7"
        form.save<Any>({
            // The same person's, of another phone of theirs.
            harvested(book, doc, "3 tạ")
            book.journal.record(NewFact(doc, "harvest"))
        }) { {} }
        until("it is over") { !form.saving.running }
        assertTrue(form.saving.failure is FieldbookException.InvalidInput, "${form.saving.failure}")
        assertTrue(form.touched)
        assertNull(form.onward)
        assertTrue(phone.drafts().single().readText().let { "digits=7" in it && Drafting.SAVING !in it })
    }

    @Test
    fun `who leaves the app right after the tap has the entry saved`() = enrolled("Lò Văn Inh", "farmer") {
        val doc = inBook { season(it, "Vụ mùa 2026") }
        val form = inBook { opening.drafts.entry(it, Screen.Entry(doc, "harvest"), Lang.VI, Times()) }
        form.form.amounts.first { it.rule.required }.digits = "7"
        form.save({
            book.pause()
            form.form.save(book, Times())
        }) { {} }
        until("the entry is saved") { form.onward != null }
        inBook { it.resume() }
        assertEquals(1, inBook { it.journal.query(FactQuery(doc = doc)) }.size)
    }

    @Test
    fun `a draft that has no place in the form any more is kept aside`() = enrolled("Lò Văn Inh", "farmer") {
        val doc = inBook { season(it, "Vụ mùa 2026") }
        val screen = Screen.Entry(doc, "harvest")
        val me = inBook { it.people.me().person }
        val file = phone.folder.resolve("drafts/$me/${java.net.URLEncoder.encode(screen.path, "UTF-8")}")
        Draft(file).keep(mapOf("note" to "Trời mưa", "answers.of_then" to "1"))
        val form = inBook { opening.drafts.entry(it, screen, Lang.VI, Times()) }
        assertFalse(form.touched)
        assertEquals("", form.form.note)
        assertTrue("of_then" in File("$file.old").readText())
        assertEquals(emptyList<Screen>(), inBook { opening.drafts.begun(it) })
    }

    @Test
    fun `what is kept aside is told, shown as it was typed, and thrown away`() = enrolled("Lò Văn Inh", "farmer") {
        val doc = steps()
        val me = inBook { it.people.me().person }
        val file = phone.folder.resolve("drafts/$me/${java.net.URLEncoder.encode(Screen.Entry(doc, "harvest").path, "UTF-8")}")
        val said = mapOf("note" to "Trời mưa", "answers.of_then" to "Ruộng trên", "answers.other" to "not_a_word", "on_behalf_of" to "$me")
        Draft(file).keep(said + mapOf("amounts.OUT.digits" to "8,5", "amounts.OUT.unit" to "KG", "photos.0" to "abc"))
        taps("Thu hoạch")
        sees("không điền lại được")
        sees("0 kg")
        taps("Xem đã ghi gì")
        for (line in listOf("Trời mưa", "Ruộng trên", "8,5 kg")) sees(line)
        for (code in listOf("not_a_word", "$me", "abc")) seesNot(code)
        // Another screen, and it is still there; gone with one tap, for good.
        taps("Quay lại")
        taps("Thu hoạch")
        taps("Bỏ phần cũ")
        seesNot("không điền lại được")
        taps("Quay lại")
        taps("Thu hoạch")
        sees("0 kg")
        seesNot("không điền lại được")
        assertFalse(File("$file.old").exists())
    }

    @Test
    fun `of two that were kept aside neither is lost, nor what was said for them`() = enrolled("Lò Văn Inh", "farmer") {
        val doc = steps()
        val screen = Screen.Entry(doc, "harvest")
        val me = inBook { it.people.me().person }
        val file = phone.folder.resolve("drafts/$me/${java.net.URLEncoder.encode(screen.path, "UTF-8")}")
        val voice = phone.folder.resolve("voices/then.m4a")
        voice.parentFile.mkdirs()
        voice.writeBytes(recording)
        Draft(file).keep(mapOf("note" to "Trời mưa", "answers.of_then" to "1", "voices.0" to voice.name))
        inBook { opening.drafts.entry(it, screen, Lang.VI, Times()) }
        Draft(file).keep(mapOf("note" to "Trời nắng", "answers.of_then" to "1"))
        taps("Thu hoạch")
        taps("Xem đã ghi gì")
        for (line in listOf("Trời mưa", "Trời nắng")) sees(line)
        assertEquals(emptyList<Screen>(), inBook { opening.drafts.begun(it) })
        taps("Nghe lại")
        until("it is played") { phone.player.played.size == 1 }
        assertArrayEquals(recording, phone.player.played.single())
        taps("Bỏ phần cũ")
        seesNot("không điền lại được")
        assertFalse(voice.exists())
        assertEquals(emptyList<File>(), phone.folder.resolve("drafts/$me").listFiles().orEmpty().toList())
    }

    @Test
    fun `so is a visit's, also where nothing of it can be read`() = enrolled("Quàng Văn Sơn", "officer") {
        val visit = inBook { it.documents.openVisit(NewVisit("Vụ mùa", subject = season(it, "Vụ mùa 2026"))).doc.id }
        val me = inBook { it.people.me().person }
        val file = phone.folder.resolve("drafts/$me/${java.net.URLEncoder.encode(Screen.Visit(visit).path, "UTF-8")}")
        file.parentFile.mkdirs()
        file.writeText("\\u00")
        test.runOnUiThread { way.to(Screen.Visit(visit)) }
        taps("Bắt đầu thăm")
        taps("Xem đã ghi gì")
        sees("Không đọc được chữ nào")
        taps("Bỏ phần cũ")
        seesNot("Không đọc được chữ nào")
        assertFalse(File("$file.old").exists())
    }

    @Test
    fun `an app that is killed while a visit is saved writes each point once`() = enrolled("Quàng Văn Sơn", "officer") {
        val visit = inBook { it.documents.openVisit(NewVisit("Vụ mùa", subject = season(it, "Vụ mùa 2026"))).doc.id }
        val screen = Screen.Visit(visit)
        val points = { inBook { it.journal.query(FactQuery(doc = visit, steps = listOf("nonconformity"))) }.size }
        val first = inBook { inspecting(it, screen, opening.drafts, Times()) }
        for (found in listOf("Kho để ngỏ", "Thiếu sổ")) {
            checkNotNull(first.form.addPoint(found = found)).entry.answers += mapOf("corrective_action" to "Làm lại", "due_by" to "${LocalDate.now()}")
        }
        first.form.inspection.answers["conclusion"] = "correct"
        first.keep()
        first.form.signature.read("0,0 1,1")
        // Killed before the book has answered: nothing of it is written.
        val killed = runCatching { inBook { book -> first.form.finish(book, Times()) { throw CancellationException("killed") } } }
        assertTrue(killed.isFailure)
        assertEquals(0, points())
        // And between the book's answer and the end of the draft: all of it is, and nobody is asked for it again.
        val second = inBook { inspecting(it, screen, opening.drafts, Times()) }
        assertEquals(2, second.form.points.size)
        second.form.signature.clear()
        inBook { book -> checkNotNull(second.form.finish(book, Times()) { ByteArray(0) }) }
        second.keep()
        assertEquals(2, points())
        assertEquals(0, inBook { inspecting(it, screen, opening.drafts, Times()) }.form.points.size)
        assertEquals(1, inBook { it.journal.query(FactQuery(doc = visit, steps = listOf("inspect"))) }.size)
    }

    @Test
    fun `a photo stays with the camera until the draft names it, and is there once`() = enrolled("Lò Văn Inh", "farmer") {
        val doc = inBook { season(it, "Vụ mùa 2026") }
        suspend fun begun() = opening.drafts.entry(book, Screen.Entry(doc, "harvest"), Lang.VI, Times())
        phone.camera.picture = picture()
        val form = inBook { begun() }
        val folder = phone.folder.resolve("drafts")
        folder.deleteRecursively()
        // As where the disk is full: the draft cannot be written.
        folder.writeText("")
        form.photograph(book, EntryForm.ALBUM)
        until("the photo is taken") { form.form.photos.size == 1 && !form.photographing.running }
        assertEquals(1, phone.camera.taken.size, "all that a killed app would find of it")
        val taken = phone.camera.taken.toMap()
        folder.delete()
        val again = inBook { begun() }
        assertEquals(form.form.photos.toList(), again.form.photos.toList())
        assertEquals(0, phone.camera.taken.size)
        // Killed after the draft named it, before the camera forgot it.
        phone.camera.taken += taken
        assertEquals(1, inBook { begun() }.form.photos.size)
        assertEquals(0, phone.camera.taken.size)
        phone.camera.taken += taken
        test.runOnUiThread { again.drop() }
        assertEquals(0, inBook { begun() }.form.photos.size, "a photo of what was thrown away")
    }

    @Test
    fun `a photo goes to the point that it was taken for, also where one before it is taken away meanwhile`() =
        enrolled("Quàng Văn Sơn", "officer") {
            val visit = inBook { it.documents.openVisit(NewVisit("Vụ mùa", subject = season(it, "Vụ mùa 2026"))).doc.id }
            val drafting = inBook { inspecting(it, Screen.Visit(visit), opening.drafts, Times()) }
            val (first, second) = listOf("Kho để ngỏ", "Thiếu sổ").map { checkNotNull(drafting.form.addPoint(found = it)) }
            val finger = CompletableDeferred<Unit>()
            phone.camera.shutter = finger
            phone.camera.picture = picture()
            drafting.photograph(book, "point.1")
            until("the camera is open") { phone.camera.opened == 1 }
            test.runOnUiThread { drafting.form.remove(first) }
            finger.complete(Unit)
            until("the photo is there") { second.entry.photos.size == 1 }
            until("it is over") { !drafting.photographing.running }
            assertEquals(0, phone.camera.taken.size)
        }

    /** The steps of a new season. */
    private fun Person.steps(): DocId {
        val doc = inBook { season(it, "Vụ mùa 2026") }
        test.runOnUiThread { way.to(Screen.Steps(doc)) }
        return doc
    }
}
