import Fieldbook
import FieldbookScreens
import SwiftUI

/// A copy of the book for the person to keep, and the way back from one.
struct BackupScreen: View {
    let session: Session
    @Environment(\.words) private var words

    private var backing: Backing { session.opening.backing }
    private var restoring: Restoring { session.opening.restoring }

    var body: some View {
        if restoring.copy != nil {
            RestorePage(camera: session.device.camera, restoring: restoring, replaces: true)
        } else if backing.asking {
            PassphrasePage(backing: backing)
        } else {
            kept
        }
    }

    /// Who comes another time is not told of this one.
    private func back() {
        backing.forget()
        session.way.back()
    }

    private var kept: some View {
        Page(words.backup.title, onBack: back) {
            EmptyView()
        } bottom: {
            MainButton(words.backup.make, Icons.backup, action: backing.ask)
        } content: {
            Text(words.backup.why)
            Text(words.backup.withoutPhotos)
            Text(session.memory.lastBackup.map { words.backup.last(moment: session.times.moment($0, words)) } ?? words.backup.never)
            switch backing.made {
            case .kept(let bytes): Note(words.backup.made(size: megabytes(bytes, words.lang)), .good)
            case .givenUp: Note(words.backup.givenUp, .warn)
            case nil: EmptyView()
            }
            SideButton(words.backup.restore, Icons.restore, action: restoring.pick).disabled(restoring.picking.running)
            WaitingFor(work: restoring.picking)
        }
    }
}
