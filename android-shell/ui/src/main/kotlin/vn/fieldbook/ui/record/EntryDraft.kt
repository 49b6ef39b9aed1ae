package vn.fieldbook.ui.record

import java.time.LocalDate
import java.time.OffsetDateTime
import java.util.UUID
import vn.fieldbook.SerialRange
import vn.fieldbook.StampSpan
import vn.fieldbook.ui.draft.keptAs
import vn.fieldbook.ui.draft.keptUnder
import vn.fieldbook.ui.draft.listed
import vn.fieldbook.ui.draft.under

/** What of an entry outlives its screen: all that a person can change in it. */
internal fun EntryForm.entryKept(): Map<String, String> =
    buildMap {
        for (amount in amounts) putAll(amount.kept().keptUnder("amounts.${amount.rule.role}"))
        inputs.forEachIndexed { at, input -> putAll(input.kept().keptUnder("inputs.$at")) }
        for ((field, said) in answers) put("answers.$field", said)
        putAll(photos.keptAs("photos"))
        putAll(voices.keptAs("voices"))
        stamps.forEachIndexed { at, span -> putAll(span.kept().keptUnder("stamps.$at")) }
        for (origin in origins.filter { it.taken }) putAll(origin.kept().keptUnder("origins.${origin.document.doc.id}"))
        put("note", note)
        put("stamp.first", stampFirst)
        put("stamp.last", stampLast)
        day?.let { put("day", it.toString()) }
        onBehalfOf?.let { put("on_behalf_of", it.toString()) }
    }

/** What nobody typed: when it was begun, and where. */
internal fun kept(begun: OffsetDateTime?, fix: Fix?): Map<String, String> =
    buildMap {
        begun?.let { put(BEGUN, it.toString()) }
        fix?.let { putAll(it.kept().keptUnder(PLACE)) }
    }

internal fun begun(kept: Map<String, String>): OffsetDateTime? = kept[BEGUN]?.let(OffsetDateTime::parse)

internal fun fix(kept: Map<String, String>): Fix? = kept.under(PLACE).ifEmpty { null }?.let(Fix::of)

private const val BEGUN = "begun"
private const val PLACE = "place"

/** Throws when something has no place in the form: a step of a newer product group may ask for other things. */
internal fun EntryForm.takeUpEntry(kept: Map<String, String>) {
    for ((role, said) in kept.groups("amounts")) placed(amounts.find { it.rule.role.name == role }).takeUp(said)
    val typed = kept.groups("inputs").toSortedMap(compareBy { it.toInt() })
    require(typed.isEmpty() || step.inputs != null)
    if (typed.isNotEmpty()) inputs.clear()
    for (said in typed.values) inputs += newInput().apply { takeUp(said) }
    for ((field, said) in kept.under("answers")) {
        require(step.fields.any { it.code == field })
        answers[field] = said
    }
    photos += kept.listed("photos")
    voices += kept.listed("voices")
    for (said in kept.groups("stamps").toSortedMap(compareBy { it.toInt() }).values) stamps += span(said)
    for (origin in origins) origin.taken = false
    for ((doc, said) in kept.groups("origins")) placed(origins.find { "${it.document.doc.id}" == doc }).takeUp(said)
    note = kept["note"].orEmpty()
    stampFirst = kept["stamp.first"].orEmpty()
    stampLast = kept["stamp.last"].orEmpty()
    day = kept["day"]?.let(LocalDate::parse)
    begun = begun(kept)
    fix = fix(kept)
    onBehalfOf = kept["on_behalf_of"]?.let(UUID::fromString)
}

/** What is kept under the first word of each name, by that word. */
private fun Map<String, String>.groups(name: String): Map<String, Map<String, String>> {
    val all = under(name)
    return all.keys.map { it.substringBefore('.') }.distinct().associateWith { all.under(it) }
}

private fun <T : Any> placed(part: T?): T = requireNotNull(part) { "no place for it" }

private fun OriginForm.kept(): Map<String, String> = mapOf("taken" to YES) + amount?.kept().orEmpty().keptUnder("amount")

private fun OriginForm.takeUp(kept: Map<String, String>) {
    taken = true
    val said = kept.under("amount")
    require(said.isEmpty() || amount != null)
    if (said.isNotEmpty()) amount?.takeUp(said)
}

private fun StampSpan.kept(): Map<String, String> =
    buildMap {
        roll?.let { put("roll", it.toString()) }
        lease?.let { put("lease", it.toString()) }
        put("prefix", range.prefix)
        put("width", range.width.toString())
        put("suffix", range.suffix)
        put("first", range.first.toString())
        put("last", range.last.toString())
        code?.let { put("code", it) }
    }

private fun span(kept: Map<String, String>): StampSpan {
    fun said(name: String) = placed(kept[name])
    val range = SerialRange(said("prefix"), said("width").toUByte(), said("suffix"), said("first").toBigInteger(), said("last").toBigInteger())
    return StampSpan(kept["roll"]?.let(UUID::fromString), kept["lease"]?.let(UUID::fromString), range, kept["code"])
}
