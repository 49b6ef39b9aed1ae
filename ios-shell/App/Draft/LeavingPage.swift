import FieldbookScreens
import SwiftUI

/// Going back from a form that something was written in.
struct LeavingPage: View {
    let title: String
    let onStay: @MainActor () -> Void
    let onLater: @MainActor () -> Void
    let onDrop: @MainActor () -> Void
    @Environment(\.words) private var words

    var body: some View {
        Page(title, onBack: onStay) {
            EmptyView()
        } bottom: {
            MainButton(words.draft.stay, Icons.edit, action: onStay)
            SideButton(words.draft.later, Icons.clock, action: onLater)
            SideButton(words.draft.drop, Icons.delete, action: onDrop)
        } content: {
            Note(words.draft.notSavedHow, .warn, title: words.draft.notSaved)
        }
    }
}

/// That this is not a new form: who opens it days later must not take it for today's.
struct LeftBefore: View {
    let leftAt: Date
    let times: Times
    let enabled: Bool
    let onAnew: @MainActor () -> Void
    @Environment(\.words) private var words

    var body: some View {
        Note(words.draft.leftAt(moment: times.moment(leftAt, words)), .waiting, title: words.visit.begun)
        SideButton(words.draft.anew, Icons.delete, action: onAnew).disabled(!enabled)
    }
}
