package vn.fieldbook.ui.record

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.FactKind
import vn.fieldbook.FactQuery
import vn.fieldbook.Fieldbook
import vn.fieldbook.Step
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.sayQuantity
import vn.fieldbook.ui.look.Chip
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words
import vn.fieldbook.unitName

/** As many as a small screen shows beside the pad; the rest behind one tap. */
private const val SHOWN_FIRST = 4

/** What goods can come from: the seasons and the other lots of this book, the newest first. */
suspend fun Fieldbook.sources(document: Document, step: Step): List<Document> =
    if (step.asksOrigin) documents.list(DocKind.SEASON) + documents.list(DocKind.LOT).filter { it.doc != document.doc } else emptyList()

/** Whether goods come in with this step: a delivery, or the first thing that is written for a lot. */
suspend fun Fieldbook.bringsIn(document: Document, step: Step): Boolean =
    step.asksOrigin && (step.kind == FactKind.RECEIVE || journal.query(FactQuery(doc = document.doc.id, limit = 1u)).isEmpty())

/** From which seasons and lots; how much of each is asked when there are several, or the lot's own goods besides. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun OriginsField(form: EntryForm, typing: AmountForm?, onType: (AmountForm?) -> Unit) {
    if (form.origins.isEmpty()) return
    var all by rememberSaveable { mutableStateOf(false) }
    val shown = form.origins.filterIndexed { at, origin -> all || at < SHOWN_FIRST || origin.taken }
    Heading(words.lot.from)
    FlowRow(
        horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
        verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall),
    ) {
        for (origin in shown) {
            Chip(origin.document.name, origin.taken, Role.Checkbox) {
                form.take(origin)
                // The next thing to do is to say how much: in all, or of this one among several.
                if (origin.taken && form.bringsIn) onType(if (form.inParts) origin.amount else form.amounts.firstOrNull { it.rule.required })
            }
        }
    }
    if (shown.size < form.origins.size) SideButton(words.app.more, Icons.expand) { all = true }
    if (form.eachSays) for (origin in form.origins.filter { it.taken }) PartOf(origin, typing, onType)
}

@Composable
private fun PartOf(origin: OriginForm, typing: AmountForm?, onType: (AmountForm?) -> Unit) {
    val amount = origin.amount ?: return
    AmountField(amount, active = amount === typing, label = words.lot.partOf(origin.document.name)) { onType(amount) }
}

/** What the parts come to, where the whole is not asked for. */
@Composable
fun Sum(form: EntryForm, amount: AskedAmount) {
    Heading(amount.rule.label[words.lang])
    Text(
        form.sum()?.let { sayQuantity(it, words.lang) } ?: "0 ${unitName(amount.unit)}",
        Modifier.semantics { liveRegion = LiveRegionMode.Polite },
        style = MaterialTheme.typography.titleLarge,
    )
    form.wrong[place(amount.rule.role)]?.let { Wrong(it.said[words.lang]) }
}
