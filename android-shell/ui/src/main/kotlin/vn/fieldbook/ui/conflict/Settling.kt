package vn.fieldbook.ui.conflict

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.Saver
import androidx.compose.runtime.saveable.listSaver
import androidx.compose.runtime.setValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.Lang
import vn.fieldbook.ui.history.ValueForm

/** A conflict being settled: one of the values, or a third. */
class Settling(val view: ConflictView, lang: Lang) {
    /** The value chosen; null while none is, or while a third is written. */
    var chosen: Side? by mutableStateOf(null)
        private set

    /** Whether a third value is written. */
    var third: Boolean by mutableStateOf(false)
        private set

    /** Whether the pad is there to write it with. */
    var typing: Boolean by mutableStateOf(false)

    val form = ValueForm(view.part, view.entry, lang)

    val begun: Boolean get() = chosen != null || third

    val ready: Boolean get() = chosen != null || (third && form.ready)

    fun choose(side: Side) {
        chosen = side
        third = false
        typing = false
    }

    fun writeThird() {
        chosen = null
        third = true
        typing = true
    }

    /** Settles it. When this returns, the choice is on the disk; the others learn of it when there is signal. */
    suspend fun save(book: Fieldbook) {
        val value = chosen?.value?.value ?: form.value(book)
        val conflict = view.conflict
        val fact = conflict.fact
        if (fact != null) book.journal.amend(fact, conflict.field, value, form.why())
        else book.documents.amend(conflict.doc.id, conflict.field, value, form.why())
    }

    companion object {
        /** What is typed outlives the screen. What is chosen is chosen again: other values may have come. */
        fun saver(view: ConflictView, lang: Lang): Saver<Settling, Any> =
            listSaver(
                save = { listOf(it.third.toString()) + it.form.kept().flatMap { (name, said) -> listOf(name, said) } },
                restore = { kept ->
                    Settling(view, lang).apply {
                        if (kept.first().toBoolean()) writeThird()
                        form.takeUp(kept.drop(1).chunked(2).associate { (name, said) -> name to said })
                    }
                },
            )
    }
}
