package vn.fieldbook.ui.record

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import vn.fieldbook.FactView
import vn.fieldbook.Lang
import vn.fieldbook.QuantityRole
import vn.fieldbook.sayQuantity
import vn.fieldbook.ui.look.words

/** The amounts of an entry as people say them, what came out first: `2,5 tạ`. */
@Composable
@ReadOnlyComposable
fun amounts(entry: FactView): String? = amounts(entry, words.lang)

fun amounts(entry: FactView, lang: Lang): String? =
    entry.fact.quantities
        .sortedBy { it.role != QuantityRole.OUT }
        .joinToString(", ") { sayQuantity(it.quantity, lang) }
        .ifEmpty { null }
