package vn.fieldbook

import com.google.gson.JsonObject
import com.google.gson.JsonParser
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit.SECONDS

/** The real hub on loopback, with HTX Mường Và, its product, 500 leased stamps and two people; for one run of tests. */
internal object Hub {
    private val folder: Path = Files.createTempDirectory("fieldbook-hub")
    private val command = listOf(System.getProperty("fieldbook.tests.hub"), "--json", "--data", folder.toString())
    val url = serve()
    val org = staff("org", "new", "--name", "HTX Mường Và")
    private val mai = staff("person", "new", "--org", org, "--name", "Lò Thị Mai", "--role", "manager")
    private val hoa = staff("person", "new", "--org", org, "--name", "Cà Thị Hoa", "--role", "farmer")

    init {
        val name = "Gạo nếp tan Mường Và"
        val product = staff("product", "new", "--org", org, "--name", name, "--group", "sticky-rice", "--gtin", GTIN)
        val roll = staff("roll", "new", "--product", product, "--gtin", GTIN, "--from", "HX00000001", "--to", "HX00000500")
        staff("lease", "new", "--roll", roll, "--org", org)
    }

    /** A manager's invitation to one more device. */
    fun invitesMai(): String = staff("invite", "--org", org, "--person", mai, "--url", url, answer = "text")

    /** A farmer's. */
    fun invitesHoa(): String = staff("invite", "--org", org, "--person", hoa, "--url", url, answer = "text")

    /**
     * The hub takes a port that the system gives it, and says which once it listens: one that was asked for beforehand
     * could be somebody else's by then.
     */
    private fun serve(): String {
        val log = folder.resolve("log").toFile()
        val serving = ProcessBuilder(command + listOf("serve", "--listen", "127.0.0.1:0"))
        val hub = serving.redirectErrorStream(true).redirectOutput(log).start()
        Runtime.getRuntime().addShutdownHook(
            Thread {
                hub.destroy()
                hub.waitFor(20, SECONDS)
                folder.toFile().deleteRecursively()
            },
        )
        var said: String? = null
        waitFor("the hub to listen") {
            check(hub.isAlive) { "the hub has ended: ${log.readText()}" }
            said = Regex("(http://[0-9.]+:[0-9]+)\\. ").find(log.readText())?.groupValues?.get(1)
            said != null
        }
        return checkNotNull(said)
    }

    private fun staff(vararg words: String, answer: String = "id"): String {
        val process = ProcessBuilder(command + words).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val said = process.inputStream.reader().readText()
        check(process.waitFor() == 0) { "${words.toList()}: $said" }
        val told: JsonObject = JsonParser.parseString(said).asJsonObject
        return told[answer].asString
    }

    const val GTIN = "08939999000017"
}

/** Patience is long, so that only what never comes fails. */
internal fun waitFor(what: String, seconds: Long = 20, holds: () -> Boolean) {
    val deadline = System.nanoTime() + SECONDS.toNanos(seconds)
    while (!holds()) {
        check(System.nanoTime() < deadline) { "waited in vain for $what" }
        Thread.sleep(20)
    }
}
