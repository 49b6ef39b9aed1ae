import Fieldbook
import FieldbookScreens
import SwiftUI

/// One part of an entry put right, and why. The entry itself stays as it was written.
struct CorrectScreen: View {
    let session: Session
    @State private var correcting: Correcting
    @Environment(\.words) private var words

    init(session: Session, fact: FactId, field: String) {
        self.session = session
        _correcting = State(initialValue: Correcting(fact, field: field, session: session))
    }

    var body: some View {
        FormPage(words.history.correct, correcting) {
            EmptyView()
        } bottom: {
            if let form = correcting.form {
                if correcting.typing {
                    Pad(press: form.press, erase: form.erase)
                    MainButton(words.app.next, Icons.forward) { correcting.typing = false }.disabled(!form.ready)
                } else {
                    MainButton(words.app.save, Icons.save, action: correcting.save).disabled(!correcting.ready)
                }
            }
        } content: {
            if let failure = correcting.failure { Failure(failure) }
            if let form = correcting.form {
                Text(correcting.before)
                ValueField(form: form, active: correcting.typing, times: session.times) { correcting.typing = true }
                WaitingFor(work: correcting.work, said: words.wait.saving)
                ReasonFields(form: form, label: words.history.reason, usual: [words.history.reasonSlip, words.history.reasonAgain])
                    // The letters need the room of the pad.
                    .simultaneousGesture(TapGesture().onEnded { correcting.typing = false })
            } else if correcting.failure == nil {
                Waiting()
            }
        }
        .task { await correcting.begin() }
    }
}

/// A mistaken entry crossed out, and why: the core asks for a reason.
struct VoidScreen: View {
    let session: Session
    @State private var voiding: Voiding
    @Environment(\.words) private var words

    init(session: Session, fact: FactId) {
        self.session = session
        _voiding = State(initialValue: Voiding(fact, session: session))
    }

    var body: some View {
        @Bindable var voiding = voiding
        FormPage(words.history.void, voiding) {
            EmptyView()
        } bottom: {
            if voiding.drafting != nil {
                MainButton(words.history.void, Icons.delete, action: voiding.void).disabled(voiding.work.running)
            }
        } content: {
            if let failure = voiding.failure { Failure(failure) }
            Note(words.history.voidExplained, .warn)
            ReasonField(
                label: words.history.voidReason, usual: [words.history.voidTwice, words.history.voidWrongPlace],
                reason: $voiding.reason)
            WaitingFor(work: voiding.work, said: words.wait.saving)
        }
        .task { await voiding.begin() }
    }
}
