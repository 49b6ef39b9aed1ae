import Fieldbook
import FieldbookScreens
import SwiftUI

/// The first screen of a new phone: point it at the hub's code.
struct EnrolScreen: View {
    let phone: Phone
    let memory: Memory
    @State private var enrolling: Enrolling

    init(phone: Phone, opening: Opening, memory: Memory) {
        (self.phone, self.memory) = (phone, memory)
        _enrolling = State(initialValue: Enrolling(opening: opening))
    }

    var body: some View {
        if let found = enrolling.found {
            IsThatYou(found: found, enrolling: enrolling)
        } else {
            Scanning(phone: phone, enrolling: enrolling, memory: memory)
        }
    }
}

private struct Scanning: View {
    let phone: Phone
    let enrolling: Enrolling
    let memory: Memory
    @State private var typing = false
    @State private var typed = ""
    @State private var refused = false
    @Environment(\.words) private var words

    var body: some View {
        Page(words.enrol.title, onBack: nil) {
            IconTouch(Icons.language, words.enrol.otherLanguage) { memory.lang = memory.lang == .vi ? .en : .vi }
        } bottom: {
            if typing {
                MainButton(words.app.next, Icons.check) { enrolling.read(typed) }
                    .disabled(typed.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty)
            } else {
                SideButton(words.enrol.paste, Icons.keyboard) { typing = true }
            }
        } content: {
            Text(words.enrol.how)
            if !typing, !refused {
                Viewfinder(session: phone.eye.session)
                    .aspectRatio(1, contentMode: .fit)
                    .clipShape(RoundedRectangle(cornerRadius: Sizes.corner))
                    .accessibilityLabel(words.enrol.how)
                    .task { refused = await !phone.camera.look(torch: false, enrolling.look) }
            }
            if refused { Note(words.permission.refused, .warn) }
            if typing { TextBox(label: words.enrol.pasteLabel, text: $typed, lines: 3) }
            if enrolling.sawAnother, !typing { Note(words.enrol.notAnInvitation, .warn) }
            if let strange = enrolling.strange { Failure(strange) }
        }
    }
}

private struct IsThatYou: View {
    let found: Enrolling.Found
    let enrolling: Enrolling
    @Environment(\.words) private var words

    var body: some View {
        Page(words.enrol.isThatYou, onBack: enrolling.notMe) {
            EmptyView()
        } bottom: {
            MainButton(words.enrol.itsMe, Icons.check, action: enrolling.confirm).disabled(enrolling.work.running)
            SideButton(words.enrol.notMe, Icons.close, action: enrolling.notMe).disabled(enrolling.work.running)
        } content: {
            Text(found.invitation.personName).font(.large)
            Text(found.invitation.orgName).font(.pageTitle)
            Text(words.enrol.validUntil(moment: Times().moment(found.invitation.notAfter, words)))
            WaitingFor(work: enrolling.work)
        }
    }
}
