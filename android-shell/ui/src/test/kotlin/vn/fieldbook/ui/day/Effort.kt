package vn.fieldbook.ui.day

import java.util.Locale

/**
 * What a task costs a person. The seconds are reckoned by the keystroke-level model (Card, Moran and Newell, 1980): 1.35 s to
 * look at a new screen and decide, 1.1 s for a tap that has to be aimed, 0.5 s for a further key of the pad. They hold for
 * somebody who knows the screens; how long the machine needs is not in them.
 */
class Effort(val task: String, val looks: Int, val taps: Int, val keys: Int, private val typed: Int) {
    val seconds: Double get() = 1.35 * looks + 1.1 * taps + 0.5 * keys

    /** A row of the table. */
    fun row(): String = "| $task | $looks | $taps | $keys | ${if (typed == 0) "" else "$typed"} | ${"%.1f".format(Locale.ROOT, seconds)} |"
}

/** The day as a page. */
fun page(efforts: List<Effort>): String =
    buildString {
        appendLine("# A day's tasks, counted")
        appendLine()
        appendLine("Played by a test through the screens, over the real core and a real hub: every tap below was made.")
        appendLine("Seconds are reckoned, not measured: 1.35 s for each new screen (look), 1.1 s for each tap, 0.5 s for each key of")
        appendLine("the pad, after the keystroke-level model of Card, Moran and Newell (1980), for somebody who knows the screens.")
        appendLine("Letters typed on the phone's own keyboard are named and not reckoned.")
        appendLine()
        appendLine("| Task | Looks | Taps | Keys | Letters | Seconds |")
        appendLine("|---|---|---|---|---|---|")
        efforts.forEach { appendLine(it.row()) }
        appendLine()
        appendLine("Promised: an entry in ten seconds, `Như lần trước` in three taps. Written by `.ci/android-ui --accept`.")
    }
