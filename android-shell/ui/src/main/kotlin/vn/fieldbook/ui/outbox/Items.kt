package vn.fieldbook.ui.outbox

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import java.time.Instant
import vn.fieldbook.OutboxItem
import vn.fieldbook.changeStateName
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.Badge
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** What only a person can settle: why it does not count, and what they can do. */
@Composable
internal fun Stuck(item: OutboxItem, session: Session) {
    Surface(
        Modifier.fillMaxWidth(),
        shape = RoundedCornerShape(Sizes.corner),
        color = colours.surfaceRaised,
        contentColor = colours.text,
        border = BorderStroke(2.dp, colours.outline),
    ) {
        Column(Modifier.padding(Sizes.gap), verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall)) {
            Badge(changeStateName(item.state)[words.lang], item.state.tone, Icons.of(item.state))
            Text(item.said[words.lang], style = MaterialTheme.typography.titleMedium)
            Text(about(item), style = MaterialTheme.typography.bodyMedium, color = colours.textQuiet)
            item.why?.let { Text(it[words.lang]) }
            item.remedy?.let {
                Text(words.outbox.whatToDo, style = MaterialTheme.typography.titleSmall)
                Text(it[words.lang])
            }
            item.fact?.let { fact -> SideButton(words.outbox.see, Icons.forward) { session.way.to(Screen.History(fact)) } }
        }
    }
}

/** What goes by itself, sooner or later. */
@Composable
internal fun Waits(item: OutboxItem, session: Session) {
    val title = item.said[words.lang]
    val detail = listOfNotNull(changeStateName(item.state)[words.lang], about(item), item.why?.get(words.lang)).joinToString(" · ")
    val fact = item.fact
    if (fact != null) {
        Line(title, detail, Icons.of(item.state)) { session.way.to(Screen.History(fact)) }
    } else {
        // Nothing lies behind it, so that nothing looks as if it could be tapped.
        Row(
            Modifier.fillMaxWidth().padding(Sizes.gap),
            horizontalArrangement = Arrangement.spacedBy(Sizes.gap),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            Icon(Icons.of(item.state), contentDescription = null, Modifier.size(Sizes.icon))
            Column(Modifier.weight(1f)) {
                Text(title, style = MaterialTheme.typography.titleMedium)
                Text(detail, style = MaterialTheme.typography.bodyMedium, color = colours.textQuiet)
            }
        }
    }
}

@Composable
private fun about(item: OutboxItem): String {
    val since = LocalTimes.current.moment(Instant.ofEpochMilli(item.sinceMs), words)
    return if (item.carried) "$since · ${words.outbox.carried}" else since
}
