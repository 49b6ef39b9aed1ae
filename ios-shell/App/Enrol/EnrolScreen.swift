import Fieldbook
import FieldbookScreens
import SwiftUI

/// The first screen of a new phone: point it at the hub's code. Who has lost a phone brings the backup first.
struct EnrolScreen: View {
    let phone: Phone
    let memory: Memory
    @State private var joining: Joining
    @State private var enrolling: Enrolling
    @Environment(\.words) private var words

    init(phone: Phone, opening: Opening, memory: Memory) {
        (self.phone, self.memory) = (phone, memory)
        let joining = Joining(opening: opening, device: phone)
        _joining = State(initialValue: joining)
        _enrolling = State(initialValue: Enrolling(take: joining.take))
    }

    var body: some View {
        Inviting(camera: phone.camera, enrolling: enrolling, title: words.enrol.title, onBack: nil) {
            IconTouch(Icons.language, words.enrol.otherLanguage) { memory.lang = memory.lang == .vi ? .en : .vi }
        } bottom: {
            if joining.copy == nil { SideButton(words.backup.restore, Icons.restore, action: joining.pick) }
        } above: {
            if joining.copy != nil { Note(words.backup.restoreNowScan, .good) }
            WaitingFor(work: joining.picking)
        }
    }
}
