package vn.fieldbook.ui.enrol

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import vn.fieldbook.CodeScanner
import vn.fieldbook.FieldbookException
import vn.fieldbook.Invitation
import vn.fieldbook.readInvitation
import vn.fieldbook.ui.device.LumaFrame

/** The way from an invitation, scanned or typed, to what [take] makes of it. All of it works without signal. */
class Enrolling(private val take: suspend (String) -> Unit) {
    /** What the person is asked about: is that you? */
    class Found(val text: String, val invitation: Invitation)

    var found: Found? by mutableStateOf(null)
        private set

    /** What is wrong with a code that was typed or pasted. */
    var strange: FieldbookException? by mutableStateOf(null)
        private set

    /** The camera saw a code, and it was another's: a stamp, a payment. */
    var sawAnother: Boolean by mutableStateOf(false)
        private set

    private var scanner: CodeScanner? = null

    suspend fun begin() {
        scanner = scanner ?: CodeScanner.withoutBook()
    }

    /** On the camera's thread. */
    fun look(frame: LumaFrame) {
        if (found != null) return
        val reader = scanner?.blocking ?: return
        val codes = reader.pushLuma(frame.pixels, frame.width.toUInt(), frame.height.toUInt(), frame.stride.toUInt())
        for (code in codes) {
            val refusal = tried(code.text)
            sawAnother = refusal != null
        }
    }

    /** A code that was pasted or typed. */
    fun read(text: String) {
        strange = tried(text.trim())
    }

    private fun tried(text: String): FieldbookException? =
        try {
            found = Found(text, readInvitation(text))
            null
        } catch (error: FieldbookException) {
            error
        }

    fun notMe() {
        found = null
        strange = null
        sawAnother = false
    }

    suspend fun confirm() {
        found?.let { take(it.text) }
    }
}
