package vn.fieldbook.ui.day

import java.util.Locale

/** What a person does with head and hand, and how long one takes whoever knows the screens. */
enum class Operator(val seconds: Double, val what: String, val source: String) {
    M(1.35, "to decide: before each tap, each number and each name", "[Card, Moran and Newell 1980](https://doi.org/10.1145/358886.358895)"),
    T(0.57, "to tap: buttons, boxes and each key of the app's pad", "[Asakawa, Dennerlein and Jindrich 2017](https://doi.org/10.1016/j.apergo.2016.06.004)"),
    S(0.84, "to swipe to what cannot be seen: sliding up took no less", "[the same](https://doi.org/10.1016/j.apergo.2016.06.004)"),
    L(0.33, "a key of the phone's keyboard, 36.2 words a minute", "[Palin and others 2019](https://doi.org/10.1145/3338286.3340120)"),
}

/** How often a task asks for what, and how long the machine itself took; what [isPromised] is so in [PROMISED_SECONDS]. */
class Effort(
    val task: String,
    val isPromised: Boolean,
    private val decisions: Int,
    val taps: Int,
    private val swipes: Int,
    private val letters: Int,
    private val machineSeconds: Double,
) {
    /** A person's time, by the model. */
    val seconds: Double
        get() = Operator.M.seconds * decisions + Operator.T.seconds * taps + Operator.S.seconds * swipes + Operator.L.seconds * letters

    /** A row of the table. */
    fun row(): String {
        val whole = "≈ ${tenths(seconds + machineSeconds)}" + if (isPromised) " of $PROMISED_SECONDS" else ""
        return "| $task | $decisions | $taps | ${some(swipes)} | ${some(letters)} | ${tenths(seconds)} | ≈ ${"%.2f".format(Locale.ROOT, machineSeconds)} | $whole |"
    }

    private fun some(count: Int): String = if (count == 0) "" else "$count"
}

/** Of an entry, and of one that is like the last. */
const val PROMISED_SECONDS = 10
const val PROMISED_TAPS = 3

/** What is said with ≈ was measured, and is another each time. */
fun unmeasured(page: String): String = page.replace(Regex("≈ [0-9.]+"), "≈")

/** The day as a page. */
fun page(efforts: List<Effort>): String =
    buildString {
        appendLine("# A day's tasks, counted and timed")
        appendLine()
        appendLine("Played by [a test](src/test/kotlin/vn/fieldbook/ui/day/DayTest.kt) through the screens of a phone of 360×640 dp, over the real")
        appendLine("core and a real hub: every tap below was made. M, T, S and L say how often something is to be done, and for how long each")
        appendLine("takes a person there are published times:")
        appendLine()
        appendLine("| | Seconds | What it is | Measured by |")
        appendLine("|---|---|---|---|")
        for (operator in Operator.entries) appendLine("| ${operator.name} | ${operator.seconds} | ${operator.what} | ${operator.source} |")
        appendLine()
        appendLine("So a person's time is reckoned, by the keystroke-level model (Card, Moran and Newell), for somebody who knows the screens and")
        appendLine("makes no mistake; no M is struck out because the hand knows the way, and none is added for a swipe. The machine's time is")
        appendLine("measured: from the last tap, such as `Lưu`, until what it is for, such as “Đã lưu trên máy”, is on the screen, and of the")
        appendLine("sweep also from the first code to the last. What has a ≈ is of the run that wrote this page, on a computer and not a phone;")
        appendLine("no test fails by it.")
        appendLine()
        appendLine("| Task | M | T | S | L | Person, s | Machine, s | Together, s |")
        appendLine("|---|---|---|---|---|---|---|---|")
        efforts.forEach { appendLine(it.row()) }
        appendLine()
        appendLine("Promised, and a test fails when it is no longer so: an entry in ten seconds of a person's time, `Như lần trước` in three taps.")
        appendLine("Written by `.ci/android-ui --accept`.")
    }

private fun tenths(seconds: Double): String = "%.1f".format(Locale.ROOT, seconds)
