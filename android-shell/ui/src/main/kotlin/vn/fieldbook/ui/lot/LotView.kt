package vn.fieldbook.ui.lot

import java.math.BigDecimal
import kotlinx.coroutines.flow.Flow
import vn.fieldbook.ClaimState
import vn.fieldbook.Deed
import vn.fieldbook.DocId
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.FactId
import vn.fieldbook.FactKind
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldValue
import vn.fieldbook.Finding
import vn.fieldbook.GoodsBalance
import vn.fieldbook.MassBalance
import vn.fieldbook.NormalUnit
import vn.fieldbook.Origin
import vn.fieldbook.StampSpan
import vn.fieldbook.Step
import vn.fieldbook.StepBalance
import vn.fieldbook.Topic
import vn.fieldbook.Trace
import vn.fieldbook.TraceFact
import vn.fieldbook.Wording
import vn.fieldbook.claimStateName
import vn.fieldbook.ui.activate.disputes
import vn.fieldbook.ui.activate.shown
import vn.fieldbook.ui.history.NotTaken
import vn.fieldbook.ui.history.notTaken
import vn.fieldbook.ui.history.refusal
import vn.fieldbook.watch

/** Where goods of the lot came from. */
class Source(val origin: Origin, val name: String?)

/** One step of the lot: what it took and gave, and what of it the hub holds or has refused. */
class LotStep(
    val told: TraceFact,
    val step: Step?,
    val sources: List<Source>,
    val balance: StepBalance?,
    val claim: ClaimSaid?,
    val notTaken: List<NotTaken>,
)

/** An activation's state in the core's words. */
class ClaimSaid(val state: ClaimState, val said: Wording, val stamps: Int)

/** A lot's way and what is there now, read at once. */
class LotView(
    val document: Document,
    val trace: Trace,
    /** Oldest first. */
    val steps: List<LotStep>,
    val balance: MassBalance,
    val findings: List<Finding>,
    val mayActivate: Boolean,
) {
    /** What is there in kilograms, packed goods too; null where nothing was weighed. */
    val inStock: GoodsBalance? get() = goods(NormalUnit.KILOGRAM)
    val packsMade: BigDecimal? get() = goods(NormalUnit.PIECE)?.made?.takeIf { it.signum() > 0 }

    private fun goods(unit: NormalUnit): GoodsBalance? = balance.goods.find { it.unit == unit }

    /** The stamps of activations that count, or may come to. */
    val stamps: Int get() = steps.mapNotNull { it.claim }.filter { it.state in STANDING }.sumOf { it.stamps }
}

private val STANDING = listOf(ClaimState.PENDING, ClaimState.CONFIRMED, ClaimState.DISPUTED)

/** A lot's view, now and after every change. */
fun lotViews(book: Fieldbook, lot: DocId): Flow<LotView> =
    book.watch(Topic.FACTS, Topic.DOCUMENTS, Topic.CLAIMS, Topic.CATALOG, Topic.OUTBOX) { read(it, lot) }

private suspend fun read(book: Fieldbook, lot: DocId): LotView {
    val trace = book.documents.trace(lot)
    val balance = book.documents.massBalance(lot)
    val (notTaken, disputes) = book.notTaken() to book.disputes()
    val steps = trace.lot.facts.map { book.lotStep(it, trace, balance, disputes, notTaken[it.fact.id].orEmpty()) }
    return LotView(
        document = book.documents.get(lot),
        trace = trace,
        steps = steps,
        balance = balance,
        // A harvest cut too soon is found once for itself, and once for the stamps of its goods: it is told once.
        findings = book.documents.findings(lot).sortedByDescending { it.severity }.distinctBy { it.said },
        mayActivate = book.refusal(Deed.Record(FactKind.ACTIVATE, onBehalf = false)) == null,
    )
}

private suspend fun Fieldbook.lotStep(
    told: TraceFact,
    trace: Trace,
    balance: MassBalance,
    disputes: Set<FactId>,
    notTaken: List<NotTaken>,
): LotStep =
    LotStep(
        told = told,
        step = catalog.steps(told.fact.group, DocKind.LOT).find { it.code == told.fact.step },
        sources = told.fact.origins.map { source(it, trace) },
        balance = balance.steps.find { it.fact == told.fact.id && it.unit == NormalUnit.KILOGRAM },
        claim = told.claim?.let { ClaimSaid(it.state, claimStateName(disputes.shown(told.fact.id, it.state)), it.stamps.sumOf(::count)) },
        notTaken = notTaken,
    )

private fun source(origin: Origin, trace: Trace): Source {
    val known = trace.origins.find { it.doc.id == origin.doc }
    return Source(origin, (known?.head?.get("name") as? FieldValue.Text)?.value)
}

/** How many stamps; one of a list stands for itself. */
fun count(span: StampSpan): Int = if (span.code != null) 1 else span.range.count().toInt()
