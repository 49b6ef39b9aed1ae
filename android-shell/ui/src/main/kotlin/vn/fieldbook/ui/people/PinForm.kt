package vn.fieldbook.ui.people

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import vn.fieldbook.People
import vn.fieldbook.limits

/** How many digits a PIN has, as `pin.digits` says: with fewer there is no button to be refused by. */
val pinDigits: IntRange = limits().run { pinMin.toInt()..pinMax.toInt() }

/** A new PIN, or none: the one in use, the new one, and the new one again, so that nobody locks themselves out by a slip. */
class PinForm(private val hasPin: Boolean) {
    enum class Asked { OLD, NEW, AGAIN }

    var asked: Asked by mutableStateOf(if (hasPin) Asked.OLD else Asked.NEW)
        private set

    /** What is typed now. */
    var digits: String by mutableStateOf("")
    val isTyped: Boolean get() = digits.length >= pinDigits.first

    /** The second was not like the first. */
    var differs: Boolean by mutableStateOf(false)
        private set

    private var old: String? = null
    private var new = ""

    /** Takes what was typed; true when the PIN is set. */
    suspend fun next(people: People): Boolean {
        val typed = digits
        digits = ""
        differs = false
        when (asked) {
            Asked.OLD -> {
                old = typed
                asked = Asked.NEW
            }
            Asked.NEW -> {
                new = typed
                asked = Asked.AGAIN
            }
            Asked.AGAIN -> return again(typed, people)
        }
        return false
    }

    private suspend fun again(typed: String, people: People): Boolean {
        val same = typed == new
        differs = !same
        if (same) set(people, new) else asked = Asked.NEW
        return same
    }

    /** Takes the PIN away; the one in use must have been typed. */
    suspend fun remove(people: People) = set(people, null)

    /** From the beginning again when the book does not take it: it does not say which of them was wrong. */
    private suspend fun set(people: People, pin: String?) {
        var done = false
        try {
            people.setPin(old, pin)
            done = true
        } finally {
            if (!done) asked = if (hasPin) Asked.OLD else Asked.NEW
        }
    }
}
