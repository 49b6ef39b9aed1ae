package vn.fieldbook.ui

import java.nio.file.Files
import kotlinx.coroutines.runBlocking
import vn.fieldbook.Config
import vn.fieldbook.Ending
import vn.fieldbook.Fieldbook
import vn.fieldbook.SyncOptions
import vn.fieldbook.runToEnd

/** Somebody else's phone, of which only the book is needed. */
fun <T> secondPhone(name: String, role: String, org: String = Hub.org, story: suspend (Fieldbook) -> T): T =
    runBlocking {
        val folder = Files.createTempDirectory("fieldbook-second").toFile()
        try {
            Fieldbook.create(Config(folder.path), Hub.invites(name, role, org), "Máy của $name").use { story(it) }
        } finally {
            folder.deleteRecursively()
        }
    }

/** Sends and fetches everything; two times, so that what the first sent is confirmed too. */
suspend fun Fieldbook.synced() =
    repeat(2) { check(sync.runToEnd(SyncOptions(failuresMax = 3u)).ending is Ending.Complete) { "the hub does not answer" } }
