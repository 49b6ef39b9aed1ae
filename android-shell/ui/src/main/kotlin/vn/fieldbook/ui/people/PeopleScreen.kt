package vn.fieldbook.ui.people

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.Alignment
import vn.fieldbook.Paper
import vn.fieldbook.Profile
import vn.fieldbook.Rights
import vn.fieldbook.Role
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.roleName
import vn.fieldbook.sayRefusal
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Choices
import vn.fieldbook.ui.look.Face
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** Who is recording, and who else does on this phone. */
@Composable
fun PeopleScreen(session: Session) {
    val views = remember(session.book) { peopleViews(session.book) }
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    LaunchedEffect(session) { session.opening.portraying.takeUp(session.book) }
    Page(
        words.people.title,
        onBack = session.way::back,
        bottom = { SideButton(words.people.add, Icons.add) { session.way.to(Screen.AddPerson) } },
    ) {
        Waiting(work)
        Following(views) { view ->
            view.current?.let { Current(it, view, session) }
            // Before what is set once: to change who records is why one comes here.
            Heading(words.people.others)
            if (view.others.isEmpty()) Text(words.people.alone)
            for (profile in view.others) Other(profile, view, session, work)
            view.current?.let { Own(it, session, work) }
        }
    }
}

@Composable
private fun Current(profile: Profile, view: PeopleView, session: Session) {
    Row(horizontalArrangement = Arrangement.spacedBy(Sizes.gap), verticalAlignment = Alignment.CenterVertically) {
        Portrait(session, profile.name, view.face(profile.person), strong = true)
        Column {
            Text(words.people.now(profile.name), style = MaterialTheme.typography.titleLarge)
            Text(roles(view.rights.roles), color = colours.textQuiet)
        }
    }
    NotTaken(profile)
    Paper(view.rights)
}

/** What who records now sets for themselves. */
@Composable
private fun Own(profile: Profile, session: Session, work: Work) {
    WorksFor(profile, session, work)
    val label = if (profile.hasPin) words.pin.change else words.pin.set
    SideButton(label, Icons.lock) { session.way.to(Screen.NewPin) }
    OwnPortrait(session, profile)
}

/** For whom new seasons, lots and visits are opened. */
@Composable
private fun WorksFor(profile: Profile, session: Session, work: Work) {
    Heading(words.people.worksFor)
    val chosen = profile.orgs.find { it.current }
    if (profile.orgs.size == 1) {
        Text(profile.orgs.single().name)
    } else {
        Choices(profile.orgs, chosen, { it.name }) { org -> work.start { session.book.people.workFor(org.org) } }
    }
}

/** How long this phone may record for them. */
@Composable
private fun Paper(rights: Rights) {
    val times = LocalTimes.current
    val until = rights.until?.let { times.day(times.local(it.toInstant()).toLocalDate(), words) }
    when (rights.paper) {
        Paper.INVITATION -> Note(words.enrol.pending, Tone.WAITING)
        Paper.ENDED -> Note(words.people.ended, Tone.WARN)
        Paper.CERTIFICATE -> if (until != null) Text(words.people.until(until))
    }
}

/** One tap, and they record; who has a PIN is asked for it first. */
@Composable
private fun Other(profile: Profile, view: PeopleView, session: Session, work: Work) {
    val detail =
        listOfNotNull(
            roles(profile.orgs.flatMap { it.roles }.distinct()),
            words.people.withPin.takeIf { profile.hasPin },
            words.people.pending.takeIf { profile.pending },
        )
    Face(profile.name, detail.joinToString(" · "), { Portrait(session, profile.name, view.face(profile.person)) }) {
        if (profile.hasPin) {
            session.way.to(Screen.Pin(profile.person))
        } else {
            work.start {
                session.book.people.switchTo(profile.person)
                session.way.home()
            }
        }
    }
    NotTaken(profile)
}

/** Why the hub did not take their last invitation, and what helps. */
@Composable
private fun NotTaken(profile: Profile) {
    val reason = sayRefusal(profile.refused ?: return)
    Note("${reason.said[words.lang]} ${reason.remedy[words.lang]}".trim(), Tone.BAD, title = words.people.notTaken)
}

@Composable
private fun roles(roles: List<Role>): String {
    val lang = words.lang
    return roles.joinToString(", ") { roleName(it)[lang] }
}
