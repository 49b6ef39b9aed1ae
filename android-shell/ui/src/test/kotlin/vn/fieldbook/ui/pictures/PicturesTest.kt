package vn.fieldbook.ui.pictures

import java.io.File
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Image
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import vn.fieldbook.ui.activate.activatePictures
import vn.fieldbook.ui.backup.backupPictures
import vn.fieldbook.ui.conflict.conflictPictures
import vn.fieldbook.ui.enrol.enrolPictures
import vn.fieldbook.ui.history.historyPictures
import vn.fieldbook.ui.home.homePictures
import vn.fieldbook.ui.lot.lotPictures
import vn.fieldbook.ui.outbox.outboxPictures
import vn.fieldbook.ui.people.peoplePictures
import vn.fieldbook.ui.record.recordPictures
import vn.fieldbook.ui.scan.scanPictures
import vn.fieldbook.ui.settings.settingsPictures
import vn.fieldbook.ui.sweep.sweepPictures
import vn.fieldbook.ui.visit.visitPictures

/** Every screen in every state looks as it did when somebody last looked at it. */
class PicturesTest {
    private val accept = System.getProperty("fieldbook.tests.accept").toBoolean()

    @TestFactory
    fun pictures(): List<DynamicTest> = shots.map { shot -> dynamicTest(shot.name) { look(shot) } }

    @TestFactory
    fun `no picture is kept of a screen that is gone`(): List<DynamicTest> {
        val known = shots.flatMap { shot -> kept(shot).map { fileName(shot, it) } }.toSet()
        val gone = KEPT.listFiles().orEmpty().filter { it.extension == "png" && it.name !in known }
        if (accept) gone.forEach { it.delete() }
        return listOf(dynamicTest("all are known") { if (!accept) assertEquals(emptyList<File>(), gone) })
    }

    @Test
    fun `the gallery shows them all`() {
        val page = KEPT.resolve("README.md")
        if (accept) page.writeText(gallery(shots))
        assertEquals(gallery(shots), page.readText())
    }

    private fun look(shot: Shot) {
        val differ = mutableListOf<String>()
        // All ways are drawn when somebody is about to look at them.
        val wanted = if (accept) all(shot) else kept(shot)
        val studio = wanted.groupBy { it.screen }.values.map { take(shot, it) { reading, taken -> isAsKept(shot, reading, taken) } }
        for ((reading, taken) in studio.flatMap { it.pictures.entries }) {
            val name = fileName(shot, reading)
            write(TAKEN.resolve(name), checkNotNull(taken.encodeToData(EncodedImageFormat.PNG)).bytes)
            if (reading !in kept(shot)) continue
            if (isAsKept(shot, reading, taken)) continue
            if (accept) write(KEPT.resolve(name), small(taken)) else differ += name
        }
        assertEquals(emptyList<String>(), differ, "not as kept; look at them in $TAKEN. If it is meant: .ci/android-ui --accept")
        assertEquals(emptyList<String>(), studio.flatMap { it.faults }.distinct(), "not for a thumb, or not for who cannot see it")
    }

    private fun isAsKept(shot: Shot, reading: Reading, taken: Image): Boolean {
        val kept = KEPT.resolve(fileName(shot, reading))
        if (!kept.exists()) return false
        val before = Image.makeFromEncoded(kept.readBytes())
        val part = shot.unsteady ?: return alike(before, taken)
        return alike(covered(before, part), covered(taken, part))
    }

    private companion object {
        // Once: some bring organisations of their own to the hub.
        val shots: List<Shot> by lazy {
            enrolPictures() + homePictures() + recordPictures() + lotPictures() + historyPictures() + conflictPictures() +
                scanPictures() + sweepPictures() + activatePictures() + visitPictures() +
                outboxPictures() + peoplePictures() + backupPictures() + settingsPictures()
        }
        val KEPT = File("pictures")
        val TAKEN = File(System.getProperty("fieldbook.tests.pictures"))
    }
}

private fun write(file: File, bytes: ByteArray) {
    file.parentFile.mkdirs()
    file.writeBytes(bytes)
}
