import Fieldbook
import FieldbookScreens
import SwiftUI

/// A copy of the book for the person to keep, and the way back from one.
struct BackupScreen: View {
    let session: Session
    @State private var backing: Backing
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _backing = State(initialValue: Backing(session))
    }

    var body: some View {
        if let copy = backing.picked {
            replace(copy)
        } else {
            copies
        }
    }

    private var copies: some View {
        Page(words.backup.title, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            MainButton(words.backup.make, Icons.backup, action: backing.make).disabled(backing.making.running)
        } content: {
            // An encrypted copy opens under its own phone's key only: to call it a help for a lost phone would be a lie.
            if session.device.locksBook { Note(words.backup.thisPhoneOnly, .warn) } else { Text(words.backup.why) }
            Text(words.backup.withoutPhotos)
            Text(session.memory.lastBackup.map { words.backup.last(moment: session.times.moment($0, words)) } ?? words.backup.never)
            WaitingFor(work: backing.making)
            switch backing.made {
            case .kept(let bytes): Note(words.backup.made(size: megabytes(UInt64(bytes), words.lang)), .good)
            case .givenUp: Note(words.backup.givenUp, .warn)
            case nil: EmptyView()
            }
            SideButton(words.backup.restore, Icons.restore, action: backing.pick).disabled(backing.picking.running)
            WaitingFor(work: backing.picking)
        }
    }

    /// Asked once more, with what would be lost: the book on this phone is not the backup's.
    private func replace(_ copy: Data) -> some View {
        Page(words.backup.restore, onBack: backing.forget) {
            EmptyView()
        } bottom: {
            MainButton(words.app.cancel, Icons.close, action: backing.forget).disabled(backing.restoring.running)
            SideButton(words.backup.restoreHere, Icons.restore, action: backing.replace).disabled(backing.restoring.running)
        } content: {
            Note(words.backup.restoreWarning, .bad)
            Text(megabytes(UInt64(copy.count), words.lang))
            WaitingFor(work: backing.restoring)
        }
    }
}
