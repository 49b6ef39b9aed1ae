package vn.fieldbook.ui.history

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import vn.fieldbook.FactId
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.OutboxItem
import vn.fieldbook.OutboxWhat
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.tone
import vn.fieldbook.ui.look.Badge
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.outbox.fact
import vn.fieldbook.ui.outbox.isStuck
import vn.fieldbook.ui.outbox.stuck
import vn.fieldbook.ui.record.step

/**
 * Something written about an entry that the hub holds or has refused: this phone shows it, and nobody else does. [part] is what
 * it corrects.
 */
class NotTaken(val item: OutboxItem, val part: Part?)

/** What was not taken, by entry. */
suspend fun Fieldbook.notTaken(): Map<FactId, List<NotTaken>> =
    buildMap {
        for ((fact, items) in stuckItems().groupBy { it.fact }) if (fact != null) put(fact, standing(fact, items))
    }

/** What was not taken of the corrections and the crossing-out of an entry; of the entry itself its own state tells. */
suspend fun Fieldbook.notTaken(fact: FactId): List<NotTaken> =
    standing(fact, stuckItems().filter { it.fact == fact && it.what !is OutboxWhat.Fact })

/** The outbox begins with them, so that these are all. */
private suspend fun Fieldbook.stuckItems(): List<OutboxItem> {
    val count = sync.outboxCounts().stuck.toUInt()
    // None would be read as a screenful.
    return if (count == 0u) emptyList() else sync.outbox(count).filter { it.isStuck }
}

/** Without what a later correction has replaced: nothing of it is shown as if it stood. */
private suspend fun Fieldbook.standing(fact: FactId, items: List<OutboxItem>): List<NotTaken> {
    if (items.isEmpty()) return emptyList()
    val entry =
        try {
            journal.get(fact)
        } catch (elsewhere: FieldbookException.NotFound) {
            return emptyList()
        }
    val step = step(entry)
    val replaced = journal.history(fact).filter { it.replaced }.map { it.change }
    return items.filter { it.change !in replaced }.map { item ->
        NotTaken(item, (item.what as? OutboxWhat.Correction)?.let { part(entry, step, it.field) })
    }
}

@Composable
@ReadOnlyComposable
private fun title(notTaken: NotTaken): String {
    val what =
        when (notTaken.item.what) {
            is OutboxWhat.Voiding -> words.history.void
            else -> notTaken.part?.label?.get(words.lang) ?: words.history.says
        }
    return words.history.notTaken(what)
}

/** On the entry's own page: what, why, and what can be done. */
@Composable
fun NotTakenNote(notTaken: NotTaken) {
    val (item, lang) = notTaken.item to words.lang
    val said = listOfNotNull(item.why, item.remedy).joinToString(" ") { it[lang] }
    Note(said, item.state.tone, title = title(notTaken))
}

/** Below the entry in a list. */
@Composable
fun NotTakenLines(all: List<NotTaken>) {
    for (notTaken in all) {
        val item = notTaken.item
        Column(verticalArrangement = Arrangement.spacedBy(Sizes.gapTiny)) {
            Badge(title(notTaken), item.state.tone, Icons.of(item.state))
            item.remedy?.let { Text(it[words.lang], style = MaterialTheme.typography.bodyMedium) }
        }
    }
}
