package vn.fieldbook.ui.record

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import vn.fieldbook.Input
import vn.fieldbook.Quantity

/** A farm input being typed; [like] is the older one that it was filled in from. */
class InputForm(like: Input? = null) {
    var material: String by mutableStateOf(like?.material.orEmpty())
    var activeIngredient: String by mutableStateOf(like?.activeIngredient.orEmpty())
    var dose: String by mutableStateOf(like?.dose.orEmpty())
    var days: String by mutableStateOf(like?.preHarvestInterval?.toString().orEmpty())

    /** What no field shows. It is true of the same pack and the same dose, and of no other. */
    internal var unseen: Unseen? = like?.let { Unseen(it.material, it.dose.orEmpty(), it.makerLot, it.quantity) }

    internal class Unseen(val material: String, val dose: String, val makerLot: String?, val quantity: Quantity?)

    val untouched: Boolean get() = material.isBlank() && dose.isBlank() && days.isBlank()

    private val interval: UShort? get() = days.trim().toUShortOrNull()

    /** The days until harvest are not written, or are no number. */
    val lacksInterval: Boolean get() = interval == null

    fun input(): Input {
        val same = unseen?.takeIf { it.material == material.trim() }
        return Input(
            material = material.trim(),
            activeIngredient = activeIngredient.trim().ifEmpty { null },
            makerLot = same?.makerLot,
            dose = dose.trim().ifEmpty { null },
            quantity = same?.takeIf { it.dose == dose.trim() }?.quantity,
            preHarvestInterval = interval,
        )
    }
}
