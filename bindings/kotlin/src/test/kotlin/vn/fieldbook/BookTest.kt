package vn.fieldbook

import java.math.BigDecimal
import java.nio.file.Path
import java.time.OffsetDateTime
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.io.TempDir

/** A test with books of its own. */
abstract class BookTest {
    @TempDir
    lateinit var folder: Path

    private val opened = mutableListOf<Fieldbook>()

    internal fun config(name: String = "book") = Config(folder.resolve(name).toString())

    internal suspend fun book(name: String = "book", invitation: String = Hub.invitesMai()): Fieldbook =
        Fieldbook.create(config(name), invitation, "Điện thoại $name").also { opened += it }

    internal suspend fun again(name: String = "book"): Fieldbook = Fieldbook.open(config(name)).also { opened += it }

    @AfterEach
    fun closeBooks() = opened.forEach { it.close() }
}

/** Nothing may hang. */
internal fun inTime(test: suspend CoroutineScope.() -> Unit): Unit = runBlocking { withTimeout(60.seconds) { test() } }

internal suspend fun Fieldbook.season(): DocId = documents.openSeason(NewSeason(name = "Vụ mùa 2026")).doc.id

internal fun harvest(season: DocId, note: String = "Gặt ở ruộng Đặng, lúa ẩm", occurred: OffsetDateTime? = null) =
    NewFact(
        doc = season,
        step = "harvest",
        occurred = occurred,
        quantities = listOf(RoledQuantity(QuantityRole.OUT, parseQuantity("2,5 tạ"))),
        fields = mapOf("moisture" to number("24.5")),
        note = note,
    )

/** All facts of a document. */
internal suspend fun Fieldbook.facts(doc: DocId): List<FactView> =
    journal.query(FactQuery(doc = doc, limit = 10_000u))

internal fun number(text: String) = FieldValue.Number(BigDecimal(text))

/** Port 9 is `discard`: nobody answers, as in a valley without signal. */
internal const val NOBODY = "http://127.0.0.1:9"
