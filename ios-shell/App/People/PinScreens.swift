import Fieldbook
import FieldbookScreens
import SwiftUI

/// Who wants to record says their PIN.
struct PinScreen: View {
    let session: Session
    let person: PersonId
    @State private var page: Following<PeoplePage>
    @State private var switching: Switching
    @Environment(\.words) private var words

    init(session: Session, person: PersonId) {
        (self.session, self.person) = (session, person)
        _page = State(initialValue: PeoplePage.following(session.book))
        _switching = State(initialValue: Switching(session))
    }

    var body: some View {
        Page(words.people.change, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            DigitPad(press: switching.press, erase: switching.erase)
            MainButton(words.app.next, Icons.check) { switching.unlock(person) }
                .disabled(!switching.ready)
        } content: {
            // Above, where large letters leave room for it; the next digit takes it away.
            WaitingFor(work: switching.work)
            Followed(page) { view in
                let profile = view.profile(person)
                HStack(spacing: Sizes.gap) {
                    if let profile { Portrait(profile: profile, face: view.faces[person]) }
                    Text(words.pin.title(person: profile?.name ?? "")).font(.pageTitle)
                }
                Typed(digits: switching.digits)
            }
        }
    }
}

/// A PIN for who records now.
struct NewPinScreen: View {
    let session: Session
    @State private var page: Following<PeoplePage>
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _page = State(initialValue: PeoplePage.following(session.book))
    }

    var body: some View {
        // The form fills the screen, and the book is followed beside it.
        Group {
            if let profile = page.seen?.current {
                NewPin(session: session, profile: profile).id(profile.person)
            } else {
                Page(words.pin.set, onBack: session.way.back) {
                    if let failure = page.failure { Failure(failure) } else { Waiting() }
                }
            }
        }
        .task { await page.follow() }
    }
}

private struct NewPin: View {
    let session: Session
    @State private var form: PinForm
    @Environment(\.words) private var words

    init(session: Session, profile: Profile) {
        self.session = session
        _form = State(initialValue: PinForm(profile, session))
    }

    var body: some View {
        Page(form.hasPin ? words.pin.change : words.pin.set, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            DigitPad(press: form.press, erase: form.erase)
            MainButton(words.app.next, Icons.check, action: form.next).disabled(!form.ready)
        } content: {
            if form.differs, form.digits.isEmpty { Note(words.pin.differs, .warn) }
            WaitingFor(work: form.work)
            Text(form.title(words)).font(.pageTitle)
            Typed(digits: form.digits)
            Text(words.pin.why)
            if form.removable { SideButton(words.pin.remove, Icons.delete, action: form.remove).disabled(form.work.running) }
        }
    }
}

/// How many digits there may be, and a dot for each that is typed: a neighbour must not read it, a blind person hears how many
/// there are.
private struct Typed: View {
    let digits: String
    @Environment(\.words) private var words

    var body: some View {
        Quiet(words.pin.digits)
        // Nothing typed is as high as something: what stands below stays where it is.
        Text(digits.isEmpty ? " " : String(repeating: "●", count: digits.count))
            .font(.large)
            .frame(maxWidth: .infinity)
            .accessibilityLabel(words.pin.typed(count: digits.count))
            .accessibilityAddTraits(.updatesFrequently)
    }
}
