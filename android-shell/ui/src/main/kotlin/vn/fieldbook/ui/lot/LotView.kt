package vn.fieldbook.ui.lot

import kotlinx.coroutines.flow.Flow
import vn.fieldbook.ClaimState
import vn.fieldbook.Deed
import vn.fieldbook.DocId
import vn.fieldbook.DocKind
import vn.fieldbook.Document
import vn.fieldbook.FactKind
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldValue
import vn.fieldbook.Finding
import vn.fieldbook.Origin
import vn.fieldbook.StampSpan
import vn.fieldbook.Step
import vn.fieldbook.Topic
import vn.fieldbook.Trace
import vn.fieldbook.TraceFact
import vn.fieldbook.Wording
import vn.fieldbook.claimStateName
import vn.fieldbook.ui.history.refusal
import vn.fieldbook.watch

/** Where goods of the lot came from. */
class Source(val origin: Origin, val name: String?)

/** One step of the lot: what it took and gave. */
class LotStep(val told: TraceFact, val step: Step?, val sources: List<Source>, val weights: Weights, val claim: ClaimSaid?)

/** An activation's state in the core's words. */
class ClaimSaid(val state: ClaimState, val said: Wording, val stamps: Int)

/** A lot's way and what is there now, read at once. */
class LotView(
    val document: Document,
    val trace: Trace,
    /** Oldest first. */
    val steps: List<LotStep>,
    val balance: Balance,
    val findings: List<Finding>,
    val mayActivate: Boolean,
) {
    /** The stamps of activations that count, or may come to. */
    val stamps: Int get() = steps.mapNotNull { it.claim }.filter { it.state in STANDING }.sumOf { it.stamps }
}

private val STANDING = listOf(ClaimState.PENDING, ClaimState.CONFIRMED, ClaimState.DISPUTED)

/** A lot's view, now and after every change. */
fun lotViews(book: Fieldbook, lot: DocId): Flow<LotView> =
    book.watch(Topic.FACTS, Topic.DOCUMENTS, Topic.CLAIMS, Topic.CATALOG) { read(it, lot) }

private suspend fun read(book: Fieldbook, lot: DocId): LotView {
    val trace = book.documents.trace(lot)
    val steps = trace.lot.facts.map { book.lotStep(it, trace) }
    return LotView(
        document = book.documents.get(lot),
        trace = trace,
        steps = steps,
        balance = Balance(steps.filterNot { it.told.voided }.map { it.weights }),
        // A harvest cut too soon is found once for itself, and once for the stamps of its goods: it is told once.
        findings = book.documents.findings(lot).sortedByDescending { it.severity }.distinctBy { it.said },
        mayActivate = book.refusal(Deed.Record(FactKind.ACTIVATE, onBehalf = false)) == null,
    )
}

private suspend fun Fieldbook.lotStep(told: TraceFact, trace: Trace): LotStep =
    LotStep(
        told = told,
        step = catalog.steps(told.fact.group, DocKind.LOT).find { it.code == told.fact.step },
        sources = told.fact.origins.map { source(it, trace) },
        weights = Weights(told.fact),
        claim = told.claim?.let { ClaimSaid(it.state, claimStateName(it.state), it.stamps.sumOf(::count)) },
    )

private fun source(origin: Origin, trace: Trace): Source {
    val known = trace.origins.find { it.doc.id == origin.doc }
    return Source(origin, (known?.head?.get("name") as? FieldValue.Text)?.value)
}

/** How many stamps; one of a list stands for itself. */
fun count(span: StampSpan): Int = if (span.code != null) 1 else span.range.count().toInt()
