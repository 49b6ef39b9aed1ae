package vn.fieldbook.ui.voice

import androidx.compose.ui.test.ExperimentalTestApi
import java.io.File
import kotlinx.coroutines.CompletableDeferred
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import vn.fieldbook.BlobView
import vn.fieldbook.Fact
import vn.fieldbook.FactQuery
import vn.fieldbook.LinkKind
import vn.fieldbook.NewFact
import vn.fieldbook.ui.Hub
import vn.fieldbook.ui.Person
import vn.fieldbook.ui.Phone
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.asksForMicrophone
import vn.fieldbook.ui.draft.Draft
import vn.fieldbook.ui.draft.joins
import vn.fieldbook.ui.enrolled
import vn.fieldbook.ui.lot.season
import vn.fieldbook.ui.process
import vn.fieldbook.ui.recording
import vn.fieldbook.ui.secondPhone
import vn.fieldbook.ui.synced

@OptIn(ExperimentalTestApi::class)
class VoiceTest {
    @Test
    fun `who cannot type says it, hears it again, and it is in the book with the entry`() = enrolled("Lò Văn Inh", "farmer") {
        harvests("7")
        val before = taps
        taps("Ghi âm")
        sees("Đang ghi âm: 0/60 giây")
        phone.recorder!!.seconds.value = 12
        sees("Đang ghi âm: 12/60 giây")
        taps("Nói xong")
        sees("1 đoạn ghi âm")
        assertEquals(2, taps - before, "one tap begins, one ends")
        assertEquals(emptyList<BlobView>(), inBook { it.blobs.list() }, "not in the book before the entry is")
        val song = CompletableDeferred<Unit>()
        phone.player.song = song
        taps("Nghe lại")
        taps("Thôi nghe")
        taps("Nghe lại")
        song.complete(Unit)
        sees("Nghe lại")
        assertEquals(2, phone.player.played.size)
        phone.player.played.forEach { assertArrayEquals(recording, it) }
        taps("Lưu")
        sees("Đã lưu trên máy")
        val said = entry().voice.single()
        assertArrayEquals(recording, inBook { it.blobs.read(said) })
        assertEquals(emptyList<String>(), phone.voices())
        taps("Xong")
        test.runOnUiThread { way.to(Screen.History(entry().id)) }
        sees("1 đoạn ghi âm")
        taps("Nghe lại")
        until("it is played") { phone.player.played.size == 3 }
        assertArrayEquals(recording, phone.player.played.last())
    }

    @Test
    fun `what is deleted or thrown away never reaches the book`() = enrolled("Lò Văn Inh", "farmer") {
        harvests()
        says()
        sees("1 đoạn ghi âm")
        assertEquals(1, phone.voices().size)
        taps("Xoá đoạn ghi âm")
        until("it is gone") { !shown("1 đoạn ghi âm") }
        assertEquals(emptyList<String>(), phone.voices())
        // What a phone left that died while somebody spoke.
        val cut = File(phone.folder, "voices/cut-1.m4a").apply { writeBytes(recording) }
        assertTrue(cut.setLastModified(0))
        says()
        sees("1 đoạn ghi âm")
        assertFalse(cut.exists())
        taps("Quay lại")
        taps("Bỏ, không lưu")
        sees("Làm việc gì?")
        assertEquals(emptyList<String>(), phone.voices())
        assertEquals(emptyList<BlobView>(), inBook { it.blobs.list() })
    }

    @Test
    fun `a recording that no draft names is gone when the app is opened next`(@TempDir folder: File) {
        val phone = Phone(folder.resolve("book"))
        val voices = phone.folder.resolve("voices")
        process(phone) {
            joins("farmer")
            val me = inBook { it.people.me().person }
            voices.mkdirs()
            for (name in listOf("lost", "begun", "aside", "second", "other", "young")) File(voices, name).writeBytes(recording)
            val long = System.currentTimeMillis() - 11 * 60_000
            for (old in voices.listFiles().orEmpty().filter { it.name != "young" }) assertTrue(old.setLastModified(long))
            val screen = phone.folder.resolve("drafts/$me/screen")
            for (name in listOf("aside", "second")) Draft(screen).run { keep(mapOf("voices.0" to name)); setAside() }
            Draft(screen).keep(mapOf("inspection.voices.3" to "begun"))
            Draft(phone.folder.resolve("drafts/somebody/screen")).keep(mapOf("voices.0" to "other"))
        }
        process(phone) {
            sees("Hôm nay")
            assertEquals(listOf("aside", "begun", "other", "second", "young"), voices.list().orEmpty().sorted())
        }
    }

    @Test
    fun `who leaves while the phone still asks for the microphone is not recorded`() = enrolled("Lò Văn Inh", "farmer") {
        val answer = CompletableDeferred<Unit>()
        val recorder = phone.asksForMicrophone(grants = true).also { it.answer = answer }
        harvests("7")
        taps("Ghi âm")
        taps("Cho phép")
        until("the phone asks") { recorder.questions.get() == 1 }
        taps("Quay lại")
        taps("Để đó, ghi sau")
        sees("Làm việc gì?")
        answer.complete(Unit)
        until("it is over") { recorder.isPermitted }
        tapsLast("Thu hoạch")
        until("it can be begun anew") { shown("Ghi âm") }
        assertEquals(0, recorder.begun.get())
        seesNot("Chưa ghi được tiếng")
        says()
        sees("1 đoạn ghi âm")
    }

    @Test
    fun `what is being said when the person leaves, or saves, is kept`() = enrolled("Lò Văn Inh", "farmer") {
        harvests("7")
        taps("Ghi âm")
        sees("Nói xong")
        taps("Quay lại")
        taps("Để đó, ghi sau")
        until("it is in its file") { phone.voices().size == 1 && phone.recorder!!.seconds.value == null }
        tapsLast("Thu hoạch")
        sees("1 đoạn ghi âm")
        taps("Ghi âm")
        sees("Nói xong")
        taps("Lưu")
        sees("Đã lưu trên máy")
        // Both say the same, and the same is kept once.
        assertEquals(1, entry().voice.size)
        assertEquals(emptyList<String>(), phone.voices())
    }

    @Test
    fun `what the microphone is for is said before it is asked for, and a refusal has a way out`() = enrolled("Lò Văn Inh", "farmer") {
        val recorder = phone.asksForMicrophone(grants = false)
        harvests()
        taps("Ghi âm")
        sees("Cần micro")
        assertEquals(0, recorder.questions.get())
        taps("Để sau")
        seesNot("Cần micro")
        taps("Ghi âm")
        taps("Cho phép")
        sees("Máy đang chặn micro")
        assertEquals(1, recorder.questions.get())
        taps("Mở cài đặt của máy")
        assertEquals(1, phone.settingsOpened.get())
        recorder.grants = true
        taps("Thử lại")
        taps("Nói xong")
        sees("1 đoạn ghi âm")
    }

    @Test
    fun `a tap too short says so, and five are enough`() = enrolled("Lò Văn Inh", "farmer") {
        harvests()
        phone.recorder!!.hears = null
        says()
        sees("Chưa ghi được tiếng")
        assertEquals(emptyList<String>(), phone.voices())
        taps("7")
        for (more in 1..5) {
            // Each of its own bytes: the same ones are kept once.
            phone.recorder!!.hears = recording + more.toByte()
            says()
            sees("$more đoạn ghi âm")
        }
        seesNot("Chưa ghi được tiếng")
        assertEquals(0, count("Ghi âm"))
        taps("Lưu")
        sees("Đã lưu trên máy")
        assertEquals(5, entry().voice.size)
    }

    @Test
    fun `a device without a microphone does not offer it`() = enrolled("Lò Văn Inh", "farmer") {
        phone.recorder = null
        harvests()
        sees("Chụp ảnh")
        seesNot("Ghi âm")
    }

    @Test
    fun `a colleague's is fetched when it is to be heard, and told where it cannot be`() = Hub.newOrg("HTX Nà Khoang").let { org ->
        enrolled("Bạc Cầm Chung", "officer", org) { hearsAnothers(org) }
    }

    private fun Person.hearsAnothers(org: String) {
        secondPhone("Lò Văn Ơn", "farmer", org) { book ->
            val said = book.blobs.keepVoice(recording)
            book.journal.record(NewFact(doc = season(book, "Vụ mùa Ơn"), step = "weed", voice = listOf(said)))
            book.synced()
        }
        inBook { it.synced() }
        // Over a SIM card's data too: it is small, and asked for.
        phone.carrier.value = LinkKind.METERED
        test.runOnUiThread { way.to(Screen.History(entry().id)) }
        sees("1 đoạn ghi âm")
        phone.player.plays = false
        taps("Nghe lại")
        sees("Chưa nghe được đoạn này")
        phone.player.plays = true
        taps("Nghe lại")
        until("it is played") { phone.player.played.size == 1 }
        assertArrayEquals(recording, phone.player.played.single())
    }

    /** Comes to a harvest's form, and types how much it was. */
    private fun Person.harvests(amount: String = "") {
        val doc = inBook { season(it, "Vụ mùa 2026") }
        test.runOnUiThread { way.to(Screen.Steps(doc)) }
        taps("Thu hoạch")
        amount.forEach { taps("$it") }
    }

    private fun Person.says() {
        taps("Ghi âm")
        taps("Nói xong")
    }

    private fun Person.entry(): Fact = inBook { it.journal.query(FactQuery()) }.first().fact

    private fun Phone.voices(): List<String> = File(folder, "voices").list().orEmpty().toList()
}
