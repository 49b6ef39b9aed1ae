package vn.fieldbook.ui.draft

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import vn.fieldbook.EnteredUnit
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.voice.Recordings
import vn.fieldbook.ui.voice.VoiceLine
import vn.fieldbook.unitName

/** Of what was set aside: what was typed, in words, and what was said, by the names of the recordings. */
class Aside(val typed: List<String>, val voices: List<String>)

/** What was begun before and cannot be filled in again: the person reads what they wrote, and throws it away. */
@Composable
fun SetAside(session: Session, drafting: Drafting<*>) {
    val aside = drafting.aside ?: return
    var shown by rememberSaveable { mutableStateOf(false) }
    Note(words.draft.aside, Tone.WARN, title = words.draft.asideTitle) {
        if (shown) {
            for (line in aside.typed) Text(line, style = MaterialTheme.typography.bodyLarge)
            for (voice in aside.voices) key(voice) { VoiceLine(session, find = { Recordings(session.device.folder).file(voice).takeIf { it.exists() } }) }
            if (aside.typed.isEmpty() && aside.voices.isEmpty()) Text(words.draft.asideNothing, style = MaterialTheme.typography.bodyLarge)
        } else {
            SideButton(words.draft.asideShow, Icons.diary) { shown = true }
        }
        SideButton(words.draft.asideDrop, Icons.delete, onClick = drafting::dropAside)
    }
}

/** Of all that a form keeps, what a person has typed, in their own words: the rest is codes and numbers of the app's. */
internal fun typed(kept: Map<String, String>): List<String> =
    kept.entries.sortedBy { it.key }.filter { it.isTyped }.map { (name, said) -> said + unit(kept, name) }

/** The recordings that a draft names, also one that is damaged. */
internal fun voices(kept: Map<String, String>): List<String> = kept.entries.sortedBy { it.key }.filter { VOICE.containsMatchIn(it.key) }.map { it.value }

private val Map.Entry<String, String>.isTyped: Boolean
    get() {
        val parts = key.split('.').filterNot { it.toIntOrNull() != null }
        val asked = "answers" in parts && '_' !in value && value !in ANSWERS
        return value.isNotBlank() && (asked || parts.last() in TYPED && parts.first() != "stamps")
    }

private fun unit(kept: Map<String, String>, name: String): String {
    val code = kept[name.substringBeforeLast('.') + ".unit"].takeIf { name.endsWith(".digits") || name.endsWith(".amount") }
    return EnteredUnit.entries.find { it.name == code }?.let { " " + unitName(it) }.orEmpty()
}

private val VOICE = Regex("""(^|\.)voices\.\d+$""")
private val ANSWERS = setOf("yes", "no")
private val TYPED =
    setOf("note", "material", "active_ingredient", "dose", "maker_lot", "days", "digits", "amount", "reason", "typed", "typing", "name", "first", "last")
