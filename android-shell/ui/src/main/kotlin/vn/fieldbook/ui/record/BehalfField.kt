package vn.fieldbook.ui.record

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import vn.fieldbook.Person
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.Choices
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.answered
import vn.fieldbook.ui.look.words

/** "Ghi hộ": who did the work, when it is not who writes it down. */
@Composable
fun BehalfField(session: Session, form: EntryForm) {
    val others by answered(emptyList<Person>(), session.book) {
        val me = session.book.people.me().person
        session.book.people.register().people.filter { it.id != me }
    }
    if (others.isEmpty()) return
    val everybody = listOf<Person?>(null) + others
    Heading(words.onBehalf.title)
    Choices(everybody, others.find { it.id == form.onBehalfOf }, { it?.name ?: words.onBehalf.nobody }) { form.onBehalfOf = it?.id }
}
