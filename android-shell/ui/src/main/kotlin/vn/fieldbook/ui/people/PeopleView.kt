package vn.fieldbook.ui.people

import kotlinx.coroutines.flow.Flow
import vn.fieldbook.Fieldbook
import vn.fieldbook.PersonId
import vn.fieldbook.Profile
import vn.fieldbook.Rights
import vn.fieldbook.Topic
import vn.fieldbook.watch

/** Who works on this phone, and what the one who records may do. */
class PeopleView(val profiles: List<Profile>, val rights: Rights, private val faces: Map<PersonId, Likeness>) {
    val current: Profile? get() = profiles.find { it.current }
    val others: List<Profile> get() = profiles.filterNot { it.current }

    fun profile(person: PersonId): Profile? = profiles.find { it.person == person }

    fun face(person: PersonId): Likeness? = faces[person]
}

/** A person's own picture, the same as long as it shows the same: what is the same is drawn once. */
class Likeness(val jpeg: ByteArray) {
    override fun equals(other: Any?) = other is Likeness && jpeg.contentEquals(other.jpeg)

    override fun hashCode() = jpeg.contentHashCode()
}

fun peopleViews(book: Fieldbook): Flow<PeopleView> =
    book.watch(Topic.DOCUMENTS, Topic.OUTBOX) {
        val profiles = it.people.profiles()
        PeopleView(profiles, it.people.rights(), faces(it, profiles))
    }

// A phone's few people, 15 KB each.
private suspend fun faces(book: Fieldbook, profiles: List<Profile>): Map<PersonId, Likeness> =
    buildMap {
        for (profile in profiles) if (profile.hasPortrait) book.people.portrait(profile.person)?.let { put(profile.person, Likeness(it)) }
    }

/** The two letters by which a person is told at a glance: `Lò Thị Mai` is LM. */
fun initials(name: String): String {
    val parts = name.trim().split(Regex("\\s+")).filter { it.isNotEmpty() }
    return listOfNotNull(parts.firstOrNull(), parts.drop(1).lastOrNull()).joinToString("") { it.take(1).uppercase() }
}
