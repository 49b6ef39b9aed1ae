package vn.fieldbook.ui

import com.google.gson.Gson
import com.google.gson.JsonParser
import java.nio.file.Files
import java.nio.file.Path
import java.time.LocalDate
import java.time.ZoneId
import java.time.temporal.ChronoUnit
import java.util.concurrent.TimeUnit.SECONDS
import vn.fieldbook.DocId
import vn.fieldbook.OrgId
import vn.fieldbook.PersonId

/** The real hub on loopback, with HTX Mường Và, its product and 500 leased stamps; for one run of tests. */
object Hub {
    private val folder: Path = Files.createTempDirectory("fieldbook-hub")
    private val command = listOf(System.getProperty("fieldbook.tests.hub"), "--json", "--data", folder.toString())
    val url = serve()
    const val GTIN = "08939999000017"
    private var founded = 0
    val org: String = cooperative(GTIN)

    /** One with the same name and stamps of its own: what is disputed there is to be seen nowhere else. */
    fun cooperative(gtin: String = nextGtin()): String {
        val org = staff("org", "new", "--name", "HTX Mường Và")
        val name = "Gạo nếp tan Mường Và"
        val product = staff("product", "new", "--org", org, "--name", name, "--group", "sticky-rice", "--gtin", gtin)
        val roll = staff("roll", "new", "--product", product, "--gtin", gtin, "--from", "HX00000001", "--to", "HX00000500")
        // To the same day whenever the tests run: a picture says it.
        val days = ChronoUnit.DAYS.between(LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh")), LocalDate.of(2035, 12, 31))
        staff("lease", "new", "--roll", roll, "--org", org, "--days", days.toString())
        return org
    }

    private fun nextGtin(): String {
        val digits = "0893999901%03d".format(++founded)
        val sum = digits.mapIndexed { at, digit -> digit.digitToInt() * if (at % 2 == 0) 3 else 1 }.sum()
        return digits + (10 - sum % 10) % 10
    }

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
        val deadline = System.nanoTime() + SECONDS.toNanos(20)
        while (true) {
            Regex("(http://[0-9.]+:[0-9]+)\\. ").find(log.readText())?.let { return it.groupValues[1] }
            check(hub.isAlive && System.nanoTime() < deadline) { "the hub does not listen: ${log.readText()}" }
            Thread.sleep(20)
        }
    }

    /** An organisation of its own with one product, for who must not meet what other tests have written. */
    fun newOrg(name: String): String {
        val org = staff("org", "new", "--name", name)
        staff("product", "new", "--org", org, "--name", "Gạo nếp tan", "--group", "sticky-rice")
        return org
    }

    /** What grows there is a product group of this hub's own; in its newest version the step `guard` is gone. */
    val orgOfFewerSteps: String by lazy {
        for ((version, steps) in listOf(1 to listOf("guard" to "Đuổi chim", "hoe" to "Xới đất"), 2 to listOf("hoe" to "Xới đất"))) {
            val pack = folder.resolve("taro-$version.json").toFile().apply { writeText(taro(version, steps)) }
            staff("pack", "add", pack.path, answer = "hash")
        }
        staff("org", "new", "--name", "HTX Nà Ngần").also { staff("product", "new", "--org", it, "--name", "Khoai sọ", "--group", "taro") }
    }

    private fun taro(version: Int, steps: List<Pair<String, String>>): String {
        fun both(text: String) = mapOf("vi" to text, "en" to text)
        val written =
            steps.map { (code, name) ->
                val work = mapOf("code" to code, "kind" to "activity", "on" to listOf("season"), "epcis_biz_step" to "urn:x-fieldbook:bizstep:$code")
                work + mapOf("name" to both(name), "guide" to both(name))
            }
        val group = mapOf("code" to "taro", "version" to version, "name" to both("Khoai sọ"), "guide" to both("Khoai sọ"), "places" to both("Sơn La"))
        val rules = mapOf("standards" to emptyList<String>(), "activation_requires" to emptyList<String>(), "defaults" to mapOf("allowed_early_days" to 0))
        return Gson().toJson(group + rules + mapOf("steps" to written))
    }

    /** A new person of the organisation, and the invitation to their phone. */
    fun invites(name: String, role: String, org: String = this.org, url: String = this.url): String {
        val person = staff("person", "new", "--org", org, "--name", name, "--role", role)
        return staff("invite", "--org", org, "--person", person, "--url", url, answer = "text")
    }

    /** Another invitation for somebody the hub knows, as when a phone is lost. */
    fun invitesAgain(person: PersonId): String = staff("invite", "--org", org, "--person", "$person", "--url", url, answer = "text")

    /** An invitation of somebody the hub knows to a second organisation. */
    fun invitesElsewhere(person: PersonId, role: String): String {
        val second = staff("org", "new", "--name", "HTX Chiềng Sơn")
        staff("person", "join", "--org", second, "--person", "$person", "--role", role)
        return staff("invite", "--org", second, "--person", "$person", "--url", url, answer = "text")
    }

    /** Staff give a person another role, in place of those before. */
    fun givesRole(person: PersonId, role: String, org: OrgId) {
        staff("person", "roles", "--org", "$org", "--person", "$person", "--role", role)
    }

    /** Staff look at what is held in a document, and refuse it for good. */
    fun refuses(held: DocId) {
        staff("held", "refuse", "$held", answer = "refused")
    }

    private fun staff(vararg words: String, answer: String = "id"): String {
        val process = ProcessBuilder(command + words).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val said = process.inputStream.reader().readText()
        check(process.waitFor() == 0) { "${words.toList()}: $said" }
        return JsonParser.parseString(said).asJsonObject[answer].asString
    }
}
