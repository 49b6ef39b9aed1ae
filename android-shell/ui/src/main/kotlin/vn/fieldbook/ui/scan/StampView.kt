package vn.fieldbook.ui.scan

import vn.fieldbook.Claim
import vn.fieldbook.ClaimState
import vn.fieldbook.FactId
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.Stamp
import vn.fieldbook.StampClass
import vn.fieldbook.StampSpan
import vn.fieldbook.ui.record.name

/** What the book knows of a text read from a code, or typed off one. */
class StampView(
    val text: String,
    val stamp: Stamp,
    /** Another issuer's. */
    val foreign: Boolean,
    /** A lease holds it. */
    val leased: Boolean,
    /** The product it is printed for. */
    val product: String?,
    val activations: List<Activation>,
) {
    class Activation(val claim: FactId, val state: ClaimState, val lot: String)

    /** What to call it: its serial where it has one. */
    val label: String get() = stamp.serial ?: stamp.code ?: text

    /** One of ours, or one of another's; not a payment code or a contact. */
    val isStamp: Boolean get() = stamp.`class` == StampClass.ITEM || leased || activations.isNotEmpty()
}

/** Reads it in the book, on the caller's thread: the camera has one of its own. */
fun stampView(book: Fieldbook, text: String): StampView {
    val stamp = book.stamps.blocking.read(text)
    val span = span(book, stamp)
    val activations = if (span == null) emptyList() else book.stamps.blocking.claims(null).filter { span in it }
    return StampView(
        text = text,
        stamp = stamp,
        foreign = book.stamps.blocking.isForeign(text),
        leased = span?.lease != null,
        product = stamp.gtin?.let { gtin -> book.people.blocking.register().products.find { it.gtin == gtin }?.name },
        activations = activations.map { StampView.Activation(it.fact, it.state, book.documents.blocking.get(it.lot).name) },
    )
}

/** The stamp as the leases here know it; null for what cannot be counted, and for what is printed for another product. */
private fun span(book: Fieldbook, stamp: Stamp): StampSpan? {
    if (stamp.`class` != StampClass.ITEM && stamp.`class` != StampClass.UNKNOWN) return null
    val stamps = book.stamps.blocking
    val serial = stamp.serial ?: stamp.code ?: stamp.raw
    val span =
        try {
            val listed = stamps.listed(listOf(stamp.raw))
            if (listed.isEmpty()) stamps.spans(listOf(stamps.range(serial, serial))) else stamps.codeSpans(listed)
        } catch (uncountable: FieldbookException.InvalidInput) {
            return null
        }.singleOrNull() ?: return null
    val printedFor = stamps.leases().find { it.id == span.lease }?.gtin
    return span.takeIf { stamp.gtin == null || printedFor == null || printedFor == stamp.gtin }
}

private operator fun Claim.contains(stamp: StampSpan): Boolean = spans.any { holds(it, stamp) }

private fun holds(span: StampSpan, stamp: StampSpan): Boolean =
    span.lease == stamp.lease &&
        when {
            stamp.code != null -> span.code == null || span.code == stamp.code
            span.code != null -> false
            else ->
                span.range.prefix == stamp.range.prefix &&
                    span.range.width == stamp.range.width &&
                    span.range.suffix == stamp.range.suffix &&
                    stamp.range.first in span.range.first..span.range.last
        }
