import Fieldbook
import FieldbookScreens
import SwiftUI

/// The passphrase of a copy that is to be made, typed twice.
struct PassphrasePage: View {
    @Bindable var backing: Backing
    @State private var shown = false
    @Environment(\.words) private var words

    var body: some View {
        Page(words.backup.make, onBack: backing.forget) {
            EmptyView()
        } bottom: {
            // Beside the button, where it is seen also when the keyboard has taken half of the page.
            Refused(work: backing.making)
            MainButton(words.backup.make, Icons.backup, action: backing.make).disabled(!backing.ready)
        } content: {
            Text(words.backup.passphraseWhy)
            let secret: Secret = shown ? .shown : .covered
            TextBox(label: words.backup.passphrase, text: $backing.passphrase, secret: secret)
            let wrong = backing.differs ? words.backup.passphraseDiffers : nil
            TextBox(label: words.backup.passphraseAgain, text: $backing.again, wrong: wrong, secret: secret)
            Uncovering(shown: $shown)
        }
    }
}

/// The way back from a copy that was picked; `replaces`: there is a book on this phone, which goes.
struct RestorePage: View {
    let camera: any Camera
    let restoring: Restoring
    let replaces: Bool
    @Environment(\.words) private var words

    var body: some View {
        if let enrolling = restoring.enrolling {
            Inviting(camera: camera, enrolling: enrolling, title: words.backup.restore, onBack: restoring.forget) {
                EmptyView()
            } bottom: {
                EmptyView()
            } above: {
                Note(words.backup.restoreNowScan, .good)
            }
        } else {
            Unlocking(restoring: restoring, replaces: replaces)
        }
    }
}

private struct Unlocking: View {
    @Bindable var restoring: Restoring
    let replaces: Bool
    @State private var shown = false
    @Environment(\.words) private var words

    var body: some View {
        Page(words.backup.restore, onBack: restoring.forget) {
            EmptyView()
        } bottom: {
            if let failure = restoring.working.failure { Failure(failure) }
            // Without a way out: between two books there is nowhere to stop.
            if restoring.working.running { Waiting() }
            let label = replaces ? words.backup.restoreHere : words.backup.passphraseOpen
            MainButton(label, Icons.restore, action: restoring.open).disabled(!restoring.ready)
        } content: {
            // Told before the first try: with large letters two notes would leave no room for the field.
            if replaces, restoring.working.failure == nil { Note(words.backup.restoreWarning, .bad) }
            Text(words.backup.passphraseAsk)
            Text(megabytes(restoring.size, words.lang))
            TextBox(label: words.backup.passphrase, text: $restoring.passphrase, secret: shown ? .shown : .covered)
            Uncovering(shown: $shown)
        }
    }
}

/// Dots, until the person wants to read them.
private struct Uncovering: View {
    @Binding var shown: Bool
    @Environment(\.words) private var words

    var body: some View {
        let label = shown ? words.backup.passphraseHide : words.backup.passphraseShow
        SideButton(label, shown ? Icons.hide : Icons.show) { shown.toggle() }
    }
}
