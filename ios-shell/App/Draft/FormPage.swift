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

/// The page of a form: it is not left by mistake, and not while it is saved.
struct FormPage<Actions: View, Bottom: View, Content: View>: View {
    let title: String
    let screen: any FormScreen
    @ViewBuilder let actions: Actions
    @ViewBuilder let bottom: Bottom
    @ViewBuilder let content: Content

    init(
        _ title: String, _ screen: any FormScreen, @ViewBuilder actions: () -> Actions = { EmptyView() },
        @ViewBuilder bottom: () -> Bottom, @ViewBuilder content: () -> Content
    ) {
        self.title = title
        self.screen = screen
        self.actions = actions()
        self.bottom = bottom()
        self.content = content()
    }

    var body: some View {
        if screen.leaving {
            LeavingPage(title: title, onStay: { screen.leave() }, onLater: { screen.later() }) { Task { await screen.drop() } }
        } else {
            Page(title, onBack: { screen.back() }) {
                actions
            } bottom: {
                bottom
            } content: {
                LeftBefore(screen: screen)
                if let drafting = screen.drafting { SetAside(session: screen.session, drafting: drafting) }
                content
            }
        }
    }
}

/// That this is not a new form: who opens it days later must not take it for today's.
struct LeftBefore: View {
    let screen: any FormScreen
    @Environment(\.words) private var words

    var body: some View {
        if let leftAt = screen.leftAt {
            Note(words.draft.leftAt(moment: screen.session.times.moment(leftAt, words)), .waiting, title: words.visit.begun)
            SideButton(words.draft.anew, Icons.delete) { Task { await screen.anew() } }
                .disabled(screen.drafting?.busy ?? true)
        }
    }
}
