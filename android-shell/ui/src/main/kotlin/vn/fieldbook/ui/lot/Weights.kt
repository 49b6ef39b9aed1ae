package vn.fieldbook.ui.lot

import java.math.BigDecimal
import java.math.BigDecimal.ZERO
import java.math.RoundingMode
import vn.fieldbook.Fact
import vn.fieldbook.FactKind
import vn.fieldbook.FieldbookException
import vn.fieldbook.NormalUnit
import vn.fieldbook.Quantity
import vn.fieldbook.QuantityRole
import vn.fieldbook.normalQuantity

/** What one step took and gave, in kilograms, and the packs it made. Only what was written down: nothing is guessed. */
class Weights(fact: Fact) {
    private val amounts = fact.quantities.groupBy({ it.role }, { it.quantity })
    val taken: BigDecimal? = kilograms(QuantityRole.IN)
    val given: BigDecimal? = kilograms(QuantityRole.OUT)
    val packs: BigDecimal? = if (fact.kind == FactKind.PACK) normal(QuantityRole.OUT, NormalUnit.PIECE) else null

    /** What came from elsewhere with this step. */
    private val came: BigDecimal? =
        if (fact.kind == FactKind.RECEIVE) taken else sum(fact.origins.mapNotNull { origin -> origin.quantity?.let { kilograms(it) } })

    /** What of it was in the lot before. */
    private val drawn: BigDecimal = if (fact.kind == FactKind.RECEIVE) ZERO else (taken ?: ZERO) - (came ?: ZERO)

    /** What the lot weighs more after it; less, when it is below zero. */
    val change: BigDecimal =
        when (fact.kind) {
            FactKind.RECEIVE -> came ?: ZERO
            FactKind.PROCESS -> (given ?: ZERO) - drawn
            FactKind.PACK -> ZERO - drawn
            FactKind.SHIP -> ZERO - (given ?: ZERO)
            else -> ZERO
        }

    /** What drying, milling and sorting took away. */
    val loss: BigDecimal? = if (fact.kind == FactKind.PROCESS && taken != null && given != null) taken - given else null

    /** Of a hundred kilograms. */
    val lossPercent: BigDecimal? =
        loss?.let { if (taken == null || taken.signum() == 0) null else it.multiply(BigDecimal(100)).divide(taken, 0, RoundingMode.HALF_UP) }

    private fun kilograms(role: QuantityRole): BigDecimal? = normal(role, NormalUnit.KILOGRAM)

    private fun normal(role: QuantityRole, unit: NormalUnit): BigDecimal? = sum(amounts[role].orEmpty().mapNotNull { normal(it, unit) })
}

/** All steps of a lot together. */
class Balance(steps: List<Weights>) {
    /** What is there, as far as it was weighed; null when the weights do not add up, or nothing was weighed. */
    val left: BigDecimal? =
        steps.fold(ZERO) { sum, step -> sum + step.change }.takeIf { it.signum() >= 0 && steps.any { step -> step.change.signum() != 0 } }
    val packs: BigDecimal? = sum(steps.mapNotNull { it.packs })
}

private fun sum(amounts: List<BigDecimal>): BigDecimal? = if (amounts.isEmpty()) null else amounts.fold(ZERO, BigDecimal::add)

private fun kilograms(quantity: Quantity): BigDecimal? = normal(quantity, NormalUnit.KILOGRAM)

private fun normal(quantity: Quantity, unit: NormalUnit): BigDecimal? =
    try {
        normalQuantity(quantity).takeIf { it.unit == unit }?.amount
    } catch (unweighable: FieldbookException) {
        null
    }
