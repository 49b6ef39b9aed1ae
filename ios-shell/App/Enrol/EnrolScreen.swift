import Fieldbook
import FieldbookScreens
import SwiftUI

/// The first screen of a new phone: point it at the hub's code. Who has lost a phone brings the backup first.
struct EnrolScreen: View {
    let phone: Phone
    let opening: Opening
    let memory: Memory
    @State private var enrolling: Enrolling
    @Environment(\.words) private var words

    init(phone: Phone, opening: Opening, memory: Memory) {
        (self.phone, self.opening, self.memory) = (phone, opening, memory)
        _enrolling = State(initialValue: Enrolling(take: opening.enrol))
    }

    private var restoring: Restoring { opening.restoring }

    var body: some View {
        if restoring.copy != nil {
            RestorePage(camera: phone.camera, restoring: restoring, replaces: false)
        } else {
            Inviting(camera: phone.camera, enrolling: enrolling, title: words.enrol.title, onBack: nil) {
                IconTouch(Icons.language, words.enrol.otherLanguage) { memory.lang = memory.lang == .vi ? .en : .vi }
            } bottom: {
                SideButton(words.backup.restore, Icons.restore, action: restoring.pick).disabled(restoring.picking.running)
            } above: {
                WaitingFor(work: restoring.picking)
            }
        }
    }
}
