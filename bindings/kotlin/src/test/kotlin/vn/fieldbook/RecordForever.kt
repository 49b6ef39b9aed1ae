package vn.fieldbook

import java.util.UUID
import kotlinx.coroutines.runBlocking

/** Records one harvest after the other in the book of a folder, and prints the id of each that was acknowledged. */
fun main(arguments: Array<String>): Unit = runBlocking {
    val (dir, season) = arguments
    val book = Fieldbook.open(Config(dir))
    while (true) {
        println(book.journal.record(harvest(UUID.fromString(season))).view.fact.id)
        System.out.flush()
    }
}
