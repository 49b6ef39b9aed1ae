package vn.fieldbook.ui.people

import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.enrol.Enrolling
import vn.fieldbook.ui.enrol.Inviting
import vn.fieldbook.ui.look.words

/** One more person for this phone, or one more organisation for a person: by the same invitation as the first, also without signal. */
@Composable
fun AddPersonScreen(session: Session) {
    val enrolling =
        remember(session.book) {
            Enrolling { invitation ->
                session.book.people.add(invitation)
                session.device.syncSoon()
                session.way.back()
            }
        }
    Inviting(session.device, enrolling, words.people.add, onBack = session.way::back)
}
