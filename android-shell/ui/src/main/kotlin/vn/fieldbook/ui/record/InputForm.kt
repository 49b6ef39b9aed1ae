package vn.fieldbook.ui.record

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import vn.fieldbook.EnteredUnit
import vn.fieldbook.Input
import vn.fieldbook.Lang
import vn.fieldbook.ui.draft.keptUnder
import vn.fieldbook.ui.draft.under

/** A farm input being typed; [units] are those that its amount may be entered in. */
class InputForm(units: List<EnteredUnit>) {
    var material: String by mutableStateOf("")
    var activeIngredient: String by mutableStateOf("")
    val amount = AmountForm(units)
    var dose: String by mutableStateOf("")
    var days: String by mutableStateOf("")

    /** What no field shows. It is true of the same pack, and of no other. */
    private var unseen: Unseen? = null

    private class Unseen(val material: String, val makerLot: String)

    val untouched: Boolean get() = material.isBlank() && amount.digits.isEmpty() && dose.isBlank() && days.isBlank()

    private val interval: UShort? get() = days.trim().toUShortOrNull()

    /** The days until harvest are not written, or are no number. */
    val lacksInterval: Boolean get() = interval == null

    /** As an older one was. */
    fun fillLike(old: Input, lang: Lang) {
        material = old.material
        activeIngredient = old.activeIngredient.orEmpty()
        old.quantity?.let { amount.fill(it, lang) }
        dose = old.dose.orEmpty()
        days = old.preHarvestInterval?.toString().orEmpty()
        unseen = old.makerLot?.let { Unseen(old.material, it) }
    }

    fun input(): Input =
        Input(
            material = material.trim(),
            activeIngredient = activeIngredient.trim().ifEmpty { null },
            makerLot = unseen?.takeIf { it.material == material.trim() }?.makerLot,
            dose = dose.trim().ifEmpty { null },
            quantity = amount.quantity(),
            preHarvestInterval = interval,
        )

    internal fun kept(): Map<String, String> =
        buildMap {
            put("material", material)
            put("active_ingredient", activeIngredient)
            putAll(amount.kept().keptUnder("amount"))
            put("dose", dose)
            put("days", days)
            unseen?.let { putAll(mapOf("material" to it.material, "maker_lot" to it.makerLot).keptUnder("unseen")) }
        }

    internal fun takeUp(kept: Map<String, String>) {
        material = kept["material"].orEmpty()
        activeIngredient = kept["active_ingredient"].orEmpty()
        // One that an app without this field has left has none.
        kept.under("amount").ifEmpty { null }?.let(amount::takeUp)
        dose = kept["dose"].orEmpty()
        days = kept["days"].orEmpty()
        unseen = kept["unseen.maker_lot"]?.let { Unseen(kept["unseen.material"].orEmpty(), it) }
    }
}
