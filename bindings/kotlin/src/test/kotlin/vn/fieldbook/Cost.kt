// What calls cost from Kotlin: one JSON line each. Run by `.ci/kotlin-bindings --cost DIR INVITATION`.

package vn.fieldbook

import java.math.BigDecimal
import java.nio.ByteBuffer
import java.util.Locale
import java.util.UUID
import java.util.concurrent.Semaphore
import kotlin.system.exitProcess
import kotlinx.coroutines.runBlocking

private const val WARM_UP = 20

fun main(arguments: Array<String>) {
    val begun = System.nanoTime()
    val (dir, second) = arguments
    if (second == "--open") {
        val book = BlockingFieldbook.open(Config(dir))
        check(book.journal().query(FactQuery(limit = 50u)).size == 50)
        tell("cold_open", listOf(System.nanoTime() - begun))
        book.shutdown()
        exitProcess(0)
    }
    val book = runBlocking { Fieldbook.create(Config(dir), second, "Figures") }
    // An entry costs more in a long season, so that what is compared is written into seasons of equal length.
    fun season() = book.documents.blocking.openSeason(NewSeason(name = "Vụ mùa 2026")).doc.id
    val journal = book.journal.blocking
    val long = season()
    repeat(1_000) { journal.record(oneHarvest(long)) }

    val first = season()
    measure("record", 200) { journal.record(oneHarvest(first)) }
    val page = FactQuery(limit = 50u)
    measure("query_page", 500) { check(journal.query(page).size == 50) }
    ring(book)
    val grey = ByteBuffer.allocateDirect(1280 * 720).also { buffer -> repeat(buffer.capacity()) { buffer.put(it, 128.toByte()) } }
    val scanner = book.scanner.blocking
    measure("push_luma", 200) { check(scanner.pushLuma(grey, 1280u, 720u, 1280u).isEmpty()) }
    runBlocking {
        val second = season()
        measure("record_suspend", 200) { book.journal.record(oneHarvest(second)) }
        measure("query_page_suspend", 500) { check(book.journal.query(page).size == 50) }
        measure("push_luma_suspend", 200) { check(book.scanner.pushLuma(grey, 1280u, 720u, 1280u).isEmpty()) }
    }
    book.close()
}

private fun oneHarvest(season: UUID) =
    NewFact(
        doc = season,
        step = "harvest",
        quantities = listOf(RoledQuantity(QuantityRole.OUT, Quantity(BigDecimal("2.5"), EnteredUnit.TA))),
        fields = mapOf("moisture" to FieldValue.Number(BigDecimal("24.5"))),
        note = "Gặt ở ruộng Đặng, lúa ẩm",
    )

private inline fun measure(call: String, times: Int, once: () -> Unit) {
    repeat(WARM_UP) { once() }
    val taken = List(times) {
        val begun = System.nanoTime()
        once()
        System.nanoTime() - begun
    }
    tell(call, taken)
}

/** From before the watch until its first ring; ending it is not counted. */
private fun ring(book: Fieldbook) {
    val taken = List(WARM_UP + 500) {
        val rung = Semaphore(0)
        val listener = object : Listener {
            override fun ring(topic: Topic) = rung.release()
        }
        val begun = System.nanoTime()
        val place = book.blocking.watch(Topic.FACTS, listener)
        rung.acquire()
        val took = System.nanoTime() - begun
        place.use { it.cancel() }
        took
    }
    tell("watch_ring", taken.drop(WARM_UP))
}

private fun tell(call: String, taken: List<Long>) {
    val sorted = taken.sorted()
    val (median, p95) = listOf(50, 95).map { sorted[(sorted.size - 1) * it / 100] }
    println(String.format(Locale.ROOT, """{"call":"%s","n":%d,"median_ns":%d,"p95_ns":%d}""", call, taken.size, median, p95))
}
