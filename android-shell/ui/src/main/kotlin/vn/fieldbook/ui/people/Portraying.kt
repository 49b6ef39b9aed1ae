package vn.fieldbook.ui.people

import kotlinx.coroutines.CoroutineScope
import vn.fieldbook.Fieldbook
import vn.fieldbook.PersonId
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.device.Camera
import vn.fieldbook.ui.open.awake

/** A person's own face, taken or taken away. It outlives its screen: a phone is often turned while its camera is open. */
class Portraying(private val camera: Camera, scope: CoroutineScope) {
    val working = Work(scope)

    fun take(book: Fieldbook) =
        working.start {
            val person = book.people.me().person
            keep(book, person, camera.photo(name(person)))
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
        // Of who took it: nobody else has become the one who records meanwhile.
        book.awake { if (it.people.me().person == person) it.people.setPortrait(picture) }
    }

    private fun name(person: PersonId) = "face-$person"
}
