package vn.fieldbook.ui.activate

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.math.BigInteger
import java.time.Instant
import vn.fieldbook.Capture
import vn.fieldbook.Claim
import vn.fieldbook.DocId
import vn.fieldbook.FactKind
import vn.fieldbook.Fieldbook
import vn.fieldbook.Finding
import vn.fieldbook.Lease
import vn.fieldbook.LeaseId
import vn.fieldbook.NewFact
import vn.fieldbook.SerialRange
import vn.fieldbook.StampSpan
import vn.fieldbook.ui.draft.Drafted
import vn.fieldbook.ui.record.steps

/** What the rules would find if these stamps were activated for the lot now; nothing is written. */
suspend fun before(book: Fieldbook, lot: DocId, stamps: List<StampSpan>): List<Finding> {
    val step = book.steps(book.documents.get(lot)).find { it.kind == FactKind.ACTIVATE } ?: return emptyList()
    return book.journal.check(NewFact(lot, step.code, stamps = stamps)).findings
}

/** Stamps that a person names by numbers or as a whole roll, before they are activated. */
class Proposing(private val book: Fieldbook, private val lot: DocId) : Drafted {
    var first: String by mutableStateOf("")
    var last: String by mutableStateOf("")

    /** What is proposed; null while the numbers are typed. */
    var proposal: Proposal? by mutableStateOf(null)

    override fun kept() = mapOf("first" to first, "last" to last)

    override fun takeUp(kept: Map<String, String>) {
        first = kept["first"].orEmpty()
        last = kept["last"].orEmpty()
    }

    /** Stamps, and what can be known of them before: the core's sentences by their keys. */
    class Proposal(val ranges: List<SerialRange>, val lease: LeaseId?, val doubts: List<Doubt>, val findings: List<Finding>) {
        val doubtful: Boolean get() = doubts.isNotEmpty() || findings.isNotEmpty()

        val count: Int get() = ranges.fold(BigInteger.ZERO) { sum, range -> sum + range.count() }.min(MANY).toInt()
    }

    class Doubt(val key: String, val range: SerialRange)

    /** One number typed is one stamp. */
    suspend fun byNumber(now: Instant) {
        val range = book.stamps.range(first.trim(), last.trim().ifEmpty { first.trim() })
        val leases = book.stamps.leases()
        val spans = book.stamps.spans(listOf(range))
        val doubts = spans.mapNotNull { doubt(it, leases.find { lease -> lease.id == it.lease }, now) }
        proposal = Proposal(listOf(range), null, doubts, before(book, lot, spans))
    }

    suspend fun byLease(lease: Lease, now: Instant) {
        val span = StampSpan(lease.roll, lease.id, lease.range, code = null)
        proposal = Proposal(listOf(lease.range), lease.id, listOfNotNull(doubt(lease, lease.range, now)), before(book, lot, listOf(span)))
    }

    private fun doubt(span: StampSpan, lease: Lease?, now: Instant): Doubt? =
        if (lease == null) Doubt("finding.outside_lease", span.range) else doubt(lease, span.range, now)

    private fun doubt(lease: Lease, range: SerialRange, now: Instant): Doubt? =
        when {
            lease.revokedMs != null -> Doubt("finding.lease_revoked", range)
            lease.notAfter.toInstant() < now -> Doubt("finding.outside_lease", range)
            else -> null
        }

    suspend fun activate(proposal: Proposal): Claim {
        val lease = proposal.lease ?: return book.stamps.activate(lot, proposal.ranges, Capture.MANUAL)
        return book.stamps.activateLease(lot, lease, Capture.MANUAL)
    }

    private companion object {
        val MANY: BigInteger = Int.MAX_VALUE.toBigInteger()
    }
}
