package vn.fieldbook.ui.people

import kotlinx.coroutines.flow.Flow
import vn.fieldbook.Fieldbook
import vn.fieldbook.PersonId
import vn.fieldbook.Profile
import vn.fieldbook.Rights
import vn.fieldbook.Topic
import vn.fieldbook.watch

/** Who works on this phone, and what the one who records may do. */
class PeopleView(val profiles: List<Profile>, val rights: Rights) {
    val current: Profile? get() = profiles.find { it.current }
    val others: List<Profile> get() = profiles.filterNot { it.current }

    fun profile(person: PersonId): Profile? = profiles.find { it.person == person }
}

fun peopleViews(book: Fieldbook): Flow<PeopleView> =
    book.watch(Topic.DOCUMENTS, Topic.OUTBOX) { PeopleView(it.people.profiles(), it.people.rights()) }

/** The two letters by which a person is told at a glance: `Lò Thị Mai` is LM. */
fun initials(name: String): String {
    val parts = name.trim().split(Regex("\\s+")).filter { it.isNotEmpty() }
    return listOfNotNull(parts.firstOrNull(), parts.drop(1).lastOrNull()).joinToString("") { it.take(1).uppercase() }
}
