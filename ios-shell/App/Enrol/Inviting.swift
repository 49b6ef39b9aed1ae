import Fieldbook
import FieldbookScreens
import SwiftUI

/// An invitation is scanned or pasted, and the person asked whether it is theirs.
struct Inviting<Actions: View, Bottom: View, Above: View>: View {
    let camera: any Camera
    let enrolling: Enrolling
    let title: String
    let onBack: (@MainActor () -> Void)?
    @ViewBuilder let actions: Actions
    @ViewBuilder let bottom: Bottom
    @ViewBuilder let above: Above
    @State private var typing = false
    @State private var typed = ""
    @State private var refused = false
    @Environment(\.words) private var words

    init(
        camera: any Camera, enrolling: Enrolling, title: String, onBack: (@MainActor () -> Void)?,
        @ViewBuilder actions: () -> Actions = { EmptyView() }, @ViewBuilder bottom: () -> Bottom = { EmptyView() },
        @ViewBuilder above: () -> Above = { EmptyView() }
    ) {
        (self.camera, self.enrolling, self.title, self.onBack) = (camera, enrolling, title, onBack)
        self.actions = actions()
        self.bottom = bottom()
        self.above = above()
    }

    var body: some View {
        if let found = enrolling.found {
            IsThatYou(found: found, enrolling: enrolling)
        } else {
            scanning
        }
    }

    private var scanning: some View {
        Page(title, onBack: onBack) {
            actions
        } bottom: {
            if typing {
                MainButton(words.app.next, Icons.check) { enrolling.read(typed) }
                    .disabled(typed.blank)
            } else {
                SideButton(words.enrol.paste, Icons.keyboard) { typing = true }
                bottom
            }
        } content: {
            above
            Text(words.enrol.how)
            // Above what the camera sees: below it, large letters push it off the screen, and nobody knows why nothing happens.
            if enrolling.sawAnother, !typing { Note(words.enrol.notAnInvitation, .warn) }
            if let strange = enrolling.strange { Failure(strange) }
            if !typing, !refused {
                SquareView(camera: camera)
                    .accessibilityLabel(words.enrol.how)
                    .task { refused = await !camera.look(torch: false, enrolling.look) }
            }
            if refused { CameraRefused { refused = false } }
            if typing { TextBox(label: words.enrol.pasteLabel, text: $typed, lines: 3) }
        }
    }
}

/// A square of what the camera sees.
private struct SquareView: View {
    let camera: any Camera

    var body: some View {
        Group {
            if let eye = camera as? Eye { Viewfinder(eye: eye, whole: false) }
        }
        .aspectRatio(1, contentMode: .fit)
        .clipShape(RoundedRectangle(cornerRadius: Sizes.corner))
        .accessibilityElement()
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
