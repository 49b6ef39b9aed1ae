import FieldbookScreens
import SwiftUI

/// Says what has happened and what is not lost, before it leads to a new book.
struct KeyLostScreen: View {
    let phone: Phone
    let opening: Opening
    let memory: Memory
    @State private var joining = false
    @Environment(\.words) private var words

    var body: some View {
        if joining {
            EnrolScreen(phone: phone, opening: opening, memory: memory)
        } else {
            Page(words.app.name, onBack: nil) {
                EmptyView()
            } bottom: {
                // Joining again sets the book aside; the system may only have been slow to give its key.
                MainButton(words.error.retry, Icons.again) { Task { await opening.open() } }
                SideButton(words.enrol.joinAgain, Icons.scan) { joining = true }
            } content: {
                Note(words.error.keyLost, .bad)
                Text(words.error.keyLostKept)
                Text(words.error.keyLostHow)
            }
        }
    }
}
