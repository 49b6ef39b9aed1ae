package vn.fieldbook.ui

import kotlinx.coroutines.CancellationException
import vn.fieldbook.FieldbookException
import vn.fieldbook.unexpectedError

/** What [work] answers, or what [failed] makes of its error. A mistake of the app's own is told as one; who is cancelled stays so. */
inline fun <T> told(failed: (FieldbookException) -> T, work: () -> T): T =
    try {
        work()
    } catch (error: FieldbookException) {
        failed(error)
    } catch (end: CancellationException) {
        throw end
    } catch (other: Exception) {
        failed(unexpectedError(other.message ?: other.toString()))
    }
