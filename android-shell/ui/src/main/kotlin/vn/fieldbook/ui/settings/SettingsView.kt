package vn.fieldbook.ui.settings

import java.time.Duration
import kotlinx.coroutines.flow.Flow
import vn.fieldbook.ClockState
import vn.fieldbook.ClockView
import vn.fieldbook.Fieldbook
import vn.fieldbook.FollowedOrg
import vn.fieldbook.Me
import vn.fieldbook.Rescue
import vn.fieldbook.Topic
import vn.fieldbook.offset
import vn.fieldbook.watch

/** What the settings say of the book. */
class SettingsView(val me: Me, val clock: ClockView, val rescue: Rescue?, val orgs: List<FollowedOrg>)

/** The book's own advice: more than a few minutes. */
private val WORTH_A_WORD: Duration = Duration.ofMinutes(3)

/** By how many minutes the phone's clock is off, once it is known and worth a word. */
val ClockView.minutesOff: Long?
    get() = offset?.abs()?.takeIf { it >= WORTH_A_WORD }?.let { (it.seconds + 30) / 60 }

val ClockView.isRight: Boolean get() = state == ClockState.CHECKED && minutesOff == null

fun settingsViews(book: Fieldbook): Flow<SettingsView> =
    book.watch(Topic.DOCUMENTS, Topic.OUTBOX) {
        SettingsView(it.people.me(), it.sync.clock(), it.rescue(), it.sync.followed())
    }
