package vn.fieldbook.ui.people

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.DigitPad
import vn.fieldbook.ui.look.Following
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words

/** Who wants to record says their PIN. How long to wait after wrong ones, the book says. */
@Composable
fun PinScreen(session: Session, screen: Screen.Pin) {
    val views = remember(session.book) { peopleViews(session.book) }
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    var digits by remember { mutableStateOf("") }
    Page(
        words.people.change,
        onBack = session.way::back,
        bottom = {
            DigitPad(digits, pinDigits.last) {
                digits = it
                work.forgive()
            }
            MainButton(words.app.next, Icons.check, enabled = digits.length >= pinDigits.first && !work.running) {
                val pin = digits
                digits = ""
                work.start {
                    session.book.people.switchTo(screen.person, pin)
                    session.way.home()
                }
            }
        },
    ) {
        // Above, where large letters leave room for it; the next digit takes it away.
        Waiting(work)
        Following(views) { view ->
            val name = view.profile(screen.person)?.name.orEmpty()
            Typed(words.pin.title(name), digits) { Portrait(session, name, view.face(screen.person)) }
        }
    }
}

/** A PIN for who records now. */
@Composable
fun NewPinScreen(session: Session) {
    val views = remember(session.book) { peopleViews(session.book) }
    Following(views) { view ->
        val profile = view.current ?: return@Following
        val form = remember(profile.person) { PinForm(profile.hasPin) }
        NewPin(form, session)
    }
}

@Composable
private fun NewPin(form: PinForm, session: Session) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    val removable = remember { form.asked == PinForm.Asked.OLD }
    Page(
        if (removable) words.pin.change else words.pin.set,
        onBack = session.way::back,
        bottom = {
            DigitPad(form.digits, pinDigits.last) {
                form.digits = it
                work.forgive()
            }
            MainButton(words.app.next, Icons.check, enabled = form.isTyped && !work.running) {
                work.start { if (form.next(session.book.people)) session.way.back() }
            }
        },
    ) {
        val title =
            when (form.asked) {
                PinForm.Asked.OLD -> words.pin.old
                PinForm.Asked.NEW -> words.pin.new
                PinForm.Asked.AGAIN -> words.pin.again
            }
        if (form.differs && form.digits.isEmpty()) Note(words.pin.differs, Tone.WARN)
        Waiting(work)
        Typed(title, form.digits)
        Text(words.pin.why)
        if (removable && form.asked == PinForm.Asked.NEW) {
            SideButton(words.pin.remove, Icons.delete, enabled = !work.running) {
                work.start {
                    form.remove(session.book.people)
                    session.way.back()
                }
            }
        }
    }
}

/**
 * How many digits there may be, and a dot for each that is typed: a neighbour must not read it, a blind person hears how many
 * there are.
 */
@Composable
private fun Typed(title: String, digits: String, picture: @Composable () -> Unit = {}) {
    Row(horizontalArrangement = Arrangement.spacedBy(Sizes.gap), verticalAlignment = Alignment.CenterVertically) {
        picture()
        Text(title, style = MaterialTheme.typography.titleLarge)
    }
    Text(words.pin.digits, color = colours.textQuiet)
    val typed = words.pin.typed(digits.length)
    Text(
        "●".repeat(digits.length),
        Modifier.fillMaxWidth().semantics {
            contentDescription = typed
            liveRegion = LiveRegionMode.Polite
        },
        textAlign = TextAlign.Center,
        style = MaterialTheme.typography.headlineSmall,
    )
}
