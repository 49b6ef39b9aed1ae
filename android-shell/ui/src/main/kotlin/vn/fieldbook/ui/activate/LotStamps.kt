package vn.fieldbook.ui.activate

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import vn.fieldbook.Claim
import vn.fieldbook.Deed
import vn.fieldbook.DocId
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.FactId
import vn.fieldbook.FactKind
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.Lease
import vn.fieldbook.StampSpan
import vn.fieldbook.Topic
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.opened
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.amounts
import vn.fieldbook.ui.record.name
import vn.fieldbook.watch

/** A lot with what bears on its stamps. */
class LotStamps(
    val document: Document,
    /** Entries of packing that stand. */
    val packed: List<FactView>,
    val claims: List<Claim>,
    /** All stamps that an activation names, also those that do not stand. */
    val named: Map<FactId, List<StampSpan>>,
    /** Confirmed ones that others dispute. */
    val disputes: Set<FactId>,
    val leases: List<Lease>,
    /** Why this person may not activate; null when they may. */
    val hindrance: FieldbookException.NotAllowed?,
)

suspend fun lotStamps(book: Fieldbook, lot: DocId): LotStamps =
    LotStamps(
        document = book.documents.get(lot),
        packed = book.journal.query(FactQuery(doc = lot, kind = FactKind.PACK)).filter { it.voided == null },
        claims = book.stamps.claims(lot),
        named = book.journal.query(FactQuery(doc = lot, kind = FactKind.ACTIVATE)).associate { it.fact.id to it.fact.stamps },
        disputes = book.disputes(),
        leases = book.stamps.leases(),
        hindrance = book.hindrance(Deed.Record(FactKind.ACTIVATE, onBehalf = false)),
    )

private suspend fun Fieldbook.hindrance(deed: Deed): FieldbookException.NotAllowed? =
    try {
        people.may(deed)
        null
    } catch (no: FieldbookException.NotAllowed) {
        no
    }

/** The lot that stamps are for: its name, what was packed, and a way to choose another. */
@Composable
fun LotSummary(session: Session, lot: DocId, onChange: (() -> Unit)? = null) {
    val lots = remember(session.book, lot) { session.book.watch(Topic.FACTS, Topic.CLAIMS) { lotStamps(it, lot) } }
    Following(lots) { view ->
        Column(verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall)) {
            Text(view.document.name, style = MaterialTheme.typography.headlineSmall)
            Packed(view)
            if (onChange != null) SideButton(words.activate.changeLot, Icons.edit, onClick = onChange)
        }
    }
}

/** Packs made, as they were written down: stamps and packs are to be the same number. */
@Composable
internal fun Packed(view: LotStamps) {
    if (view.packed.isEmpty()) Note(words.activate.notPacked, Tone.WARN)
    for (entry in view.packed) amounts(entry)?.let { Text(words.activate.packed(it), style = MaterialTheme.typography.bodyLarge) }
}

/** Which lot stamps are for. */
@Composable
fun ChooseLot(session: Session, onBack: () -> Unit, onChoose: (DocId) -> Unit) {
    val lots = remember(session.book) { session.book.watch(Topic.DOCUMENTS) { it.documents.list(DocKind.LOT) } }
    Page(words.activate.whichLot, onBack) {
        Following(lots) { found ->
            if (found.isEmpty()) Note(words.activate.noLot, null)
            for (lot in found) Line(lot.name, LocalTimes.current.moment(lot.opened, words), Icons.lot) { onChoose(lot.doc.id) }
        }
    }
}
