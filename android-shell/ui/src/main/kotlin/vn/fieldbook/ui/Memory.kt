package vn.fieldbook.ui

import androidx.compose.runtime.mutableStateMapOf
import java.io.File
import java.nio.file.Files
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardCopyOption.REPLACE_EXISTING
import java.time.Instant
import java.util.Properties
import vn.fieldbook.Config
import vn.fieldbook.DocId
import vn.fieldbook.Lang
import vn.fieldbook.ui.data.PHOTOS_OVER_ANYTHING

/** How light the screens are. */
enum class Light { PHONE, DAY, NIGHT }

/** What the screens remember from day to day, such as the language. Nothing of it matters when it is lost. */
class Memory(private val file: File) {
    private val kept = mutableStateMapOf<String, String>().apply { putAll(read()) }

    var lang: Lang
        get() = if (kept["lang"] == "en") Lang.EN else Lang.VI
        set(lang) = keep("lang", if (lang == Lang.EN) "en" else "vi")

    /** The season, lot or visit that was written in last, so that the next entry begins there. */
    var lastDocument: DocId?
        get() = kept["document"]?.let { runCatching { DocId.fromString(it) }.getOrNull() }
        set(doc) = keep("document", doc.toString())

    /** Whether steps are read aloud when they are opened. */
    var speaks: Boolean
        get() = kept["speaks"] == "yes"
        set(speaks) = keep("speaks", if (speaks) "yes" else "no")

    /** Whether the person has heard why the place is taken. */
    var toldOfPlace: Boolean
        get() = kept["told_of_place"] == "yes"
        set(told) = keep("told_of_place", if (told) "yes" else "no")

    var light: Light
        get() = Light.entries.find { it.name == kept["light"] } ?: Light.PHONE
        set(light) = keep("light", light.name)

    /** Whether the screens are dark, on a phone that is or is not. */
    fun isDark(phone: Boolean): Boolean =
        when (light) {
            Light.PHONE -> phone
            Light.DAY -> false
            Light.NIGHT -> true
        }

    /** Whether a new stamp is heard. */
    var beeps: Boolean
        get() = kept["beeps"] != "no"
        set(beeps) = keep("beeps", if (beeps) "yes" else "no")

    /** Whether a new stamp is felt. */
    var shakes: Boolean
        get() = kept["shakes"] != "no"
        set(shakes) = keep("shakes", if (shakes) "yes" else "no")

    /** Whether large photos wait for Wi-Fi, as the core would have it. */
    var photosWait: Boolean
        get() = kept["photos_wait"] != "no"
        set(wait) = keep("photos_wait", if (wait) "yes" else "no")

    /** What the person pays for a megabyte, đồng; null until they have said it. */
    var vndPerMb: UInt?
        get() = kept["vnd_per_mb"]?.toUIntOrNull()
        set(price) = keep("vnd_per_mb", price.toString())

    /** When a backup was last kept. */
    var lastBackup: Instant?
        get() = kept["last_backup"]?.let { runCatching { Instant.parse(it) }.getOrNull() }
        set(moment) = keep("last_backup", moment.toString())

    /** What the person has chosen of what a book is opened with. */
    fun applied(config: Config): Config =
        config.copy(
            vndPerMb = vndPerMb ?: config.vndPerMb,
            photos = if (photosWait) config.photos else PHOTOS_OVER_ANYTHING,
        )

    private fun read(): Map<String, String> =
        runCatching { file.reader().use { Properties().apply { load(it) } } }
            .getOrDefault(Properties())
            .map { (name, value) -> name.toString() to value.toString() }
            .toMap()

    private fun keep(name: String, value: String) {
        kept[name] = value
        // Written beside and moved: an app killed here keeps what it remembered before. A full disk is no reason to stop.
        runCatching {
            file.parentFile.mkdirs()
            val next = File(file.path + ".next")
            next.writer().use { Properties().apply { putAll(kept) }.store(it, null) }
            Files.move(next.toPath(), file.toPath(), ATOMIC_MOVE, REPLACE_EXISTING)
        }
    }
}
