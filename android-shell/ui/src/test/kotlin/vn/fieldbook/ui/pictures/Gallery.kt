package vn.fieldbook.ui.pictures

/** The page that shows all pictures, beside them. */
fun gallery(shots: List<Shot>): String =
    buildString {
        appendLine("# Every screen in every state")
        appendLine()
        appendLine("Written by `.ci/android-ui --accept`; the same command without `--accept` fails when a screen no longer looks so.")
        appendLine("Each is taken from the running app over the real core, on a screen of 360×640 dp; where letters are large,")
        appendLine("the person has had large letters from the beginning. [A day through them](../day.md), in taps and seconds.")
        for (shot in shots) {
            appendLine()
            appendLine("## ${shot.name}")
            appendLine()
            shot.unsteady?.let { appendLine("Not compared from ${it.left}, ${it.top} to ${it.right}, ${it.bottom} dp: ${it.why}\n") }
            for (reading in kept(shot)) {
                appendLine("<img src=\"${fileName(shot, reading)}\" width=\"240\" alt=\"${shot.name}, ${reading.suffix}\">")
            }
        }
    }

fun fileName(shot: Shot, reading: Reading): String = "${shot.name}-${reading.suffix}.png"

/** The ways of reading a shot that are kept and compared. */
fun kept(shot: Shot): List<Reading> = all(shot).filter { it.kept }

/** All ways in which it is read. */
fun all(shot: Shot): List<Reading> = Reading.entries.filter { !it.sideways || shot.sideways }
