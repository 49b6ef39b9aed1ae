package vn.fieldbook.ui.activate

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.math.BigInteger
import vn.fieldbook.Capture
import vn.fieldbook.Claim
import vn.fieldbook.DocId
import vn.fieldbook.Fieldbook
import vn.fieldbook.Finding
import vn.fieldbook.Lease
import vn.fieldbook.LeaseId
import vn.fieldbook.SerialRange
import vn.fieldbook.StampSpan
import vn.fieldbook.ui.draft.Drafted

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

    /** Stamps, and what activating them would find. */
    class Proposal(val ranges: List<SerialRange>, val lease: LeaseId?, val findings: List<Finding>) {
        val count: Int get() = ranges.fold(BigInteger.ZERO) { sum, range -> sum + range.count() }.min(MANY).toInt()
    }

    /** One number typed is one stamp. */
    suspend fun byNumber() {
        val range = book.stamps.range(first.trim(), last.trim().ifEmpty { first.trim() })
        proposal = Proposal(listOf(range), null, book.stamps.check(lot, book.stamps.spans(listOf(range))).findings)
    }

    suspend fun byLease(lease: Lease) {
        val span = StampSpan(lease.roll, lease.id, lease.range, code = null)
        proposal = Proposal(listOf(lease.range), lease.id, book.stamps.check(lot, listOf(span)).findings)
    }

    suspend fun activate(proposal: Proposal): Claim {
        val lease = proposal.lease ?: return book.stamps.activate(lot, proposal.ranges, Capture.MANUAL)
        return book.stamps.activateLease(lot, lease, Capture.MANUAL)
    }

    private companion object {
        val MANY: BigInteger = Int.MAX_VALUE.toBigInteger()
    }
}
