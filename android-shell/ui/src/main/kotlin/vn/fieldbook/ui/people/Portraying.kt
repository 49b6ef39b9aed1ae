package vn.fieldbook.ui.people

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlinx.coroutines.CoroutineScope
import vn.fieldbook.Fieldbook
import vn.fieldbook.PersonId
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.device.Camera
import vn.fieldbook.ui.open.awake

/** A person's own face, taken or taken away. It outlives its screen: a phone is often turned while its camera is open. */
class Portraying(private val camera: Camera, scope: CoroutineScope) {
    val working = Work(scope)

    /** The phone did not let the person use its camera. */
    var refused: Boolean by mutableStateOf(false)
        private set

    fun take(book: Fieldbook) =
        working.start {
            val person = book.people.me().person
            val picture = camera.photo(name(person))
            refused = camera.refused
            keep(book, person, picture)
        }

    /** The picture that was taken while the app was gone. */
    fun takeUp(book: Fieldbook) =
        working.start {
            val person = book.people.me().person
            keep(book, person, camera.left(name(person)))
        }

    fun remove(book: Fieldbook) = working.start { book.people.removePortrait() }

    // Who comes back from the camera is here a moment before the book is open again.
    private suspend fun keep(book: Fieldbook, person: PersonId, picture: ByteArray?) {
        if (picture == null) return
        try {
            // Of who took it: nobody else has become the one who records meanwhile.
            book.awake { if (it.people.me().person == person) it.people.setPortrait(picture) }
        } finally {
            // Also what the core refused: it would come back each time the page is opened.
            camera.forget(name(person))
        }
    }

    /** Of an app that was ended behind the camera: nobody but who records now comes back for their face. */
    suspend fun tidy(book: Fieldbook) {
        val own = name(book.people.me().person)
        camera.tidy { it.startsWith(FACE) && it != own }
    }

    private fun name(person: PersonId) = "$FACE$person"

    private companion object {
        const val FACE = "face-"
    }
}
