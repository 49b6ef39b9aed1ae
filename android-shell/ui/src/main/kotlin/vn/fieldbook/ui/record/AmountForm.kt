package vn.fieldbook.ui.record

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import vn.fieldbook.EnteredUnit
import vn.fieldbook.Lang
import vn.fieldbook.Quantity
import vn.fieldbook.QuantityRule
import vn.fieldbook.parseQuantity
import vn.fieldbook.unitName

/** An amount being typed: the digits as the pad wrote them, and its unit, the first of [units] until another is chosen. */
open class AmountForm(units: List<EnteredUnit>) {
    /** What it may be entered in. */
    var units: List<EnteredUnit> by mutableStateOf(units)
        private set
    var digits: String by mutableStateOf("")
    var unit: EnteredUnit by mutableStateOf(units.first())

    /** As if it had been typed. */
    fun fill(quantity: Quantity, lang: Lang) {
        digits = typed(quantity.entered, lang)
        countIn(quantity.enteredUnit)
    }

    /** In the unit of an older amount, also one in which nobody would enter it now. */
    fun countIn(old: EnteredUnit) {
        if (old !in units) units = units + old
        unit = old
    }

    /** Takes what was typed there, where nothing is typed here. */
    fun takeOver(other: AmountForm?) {
        if (digits.isNotEmpty() || other == null || other.digits.isEmpty()) return
        digits = other.digits
        countIn(other.unit)
        other.digits = ""
    }

    /** Null while nothing is typed. The core reads it, as it reads what people type anywhere. */
    fun quantity(): Quantity? = if (digits.isEmpty()) null else parseQuantity("$digits ${unitName(unit)}")

    internal fun kept() = mapOf("digits" to digits, "unit" to unit.name)

    /** Throws when it is in a unit that has no place here. */
    internal fun takeUp(kept: Map<String, String>) {
        digits = kept["digits"].orEmpty()
        unit = EnteredUnit.valueOf(kept["unit"].orEmpty())
        require(unit in units)
    }
}

/** An amount that a step asks for. */
class AskedAmount(val rule: QuantityRule) : AmountForm(rule.units)
