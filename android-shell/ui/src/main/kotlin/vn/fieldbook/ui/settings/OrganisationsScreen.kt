package vn.fieldbook.ui.settings

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import vn.fieldbook.FollowedOrg
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Badge
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** Whose books come to this phone. */
@Composable
fun OrganisationsScreen(session: Session) {
    val views = remember(session.book) { settingsViews(session.book) }
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    Page(words.settings.organisations, onBack = session.way::back) {
        Waiting(work)
        Following(views) { view ->
            // Before the first sync the hub has certified nothing, and the invitation's own is the one there is.
            if (view.orgs.isEmpty()) Text(view.me.orgName, style = MaterialTheme.typography.titleMedium)
            if (view.orgs.isEmpty()) Note(words.enrol.pending, Tone.WAITING)
            for (org in view.orgs) Organisation(org, own = org.org == view.me.org, session, work)
        }
    }
}

@Composable
private fun Organisation(org: FollowedOrg, own: Boolean, session: Session, work: Work) {
    Text(org.name, style = MaterialTheme.typography.titleMedium)
    when {
        !org.followed -> Badge(words.settings.notFollowed, Tone.WAITING, Icons.close)
        org.beginning -> Badge(words.settings.beginning, Tone.WAITING)
        else -> Badge(words.settings.followed, Tone.GOOD)
    }
    Text(words.settings.documents(org.documents.toInt()), color = colours.textQuiet)
    if (org.onlyHere > 0uL) Text(words.settings.onlyHere(org.onlyHere.toInt()), color = colours.textQuiet)
    val sync = session.book.sync
    when {
        !org.followed -> SideButton(words.settings.follow, Icons.sync, enabled = !work.running) { work.start { sync.follow(org.org) } }
        // The book does not let go of its own.
        !own -> SideButton(words.settings.unfollow, Icons.close, enabled = !work.running) { work.start { sync.unfollow(org.org) } }
    }
}
