import FieldbookScreens
import SwiftUI

/// What was begun before and cannot be filled in again: the person reads what they wrote, and throws it away.
struct SetAside: View {
    let session: Session
    let drafting: Drafting
    @State private var shown = false
    @Environment(\.words) private var words

    var body: some View {
        if let aside = drafting.aside {
            Note(words.draft.aside, .warn, title: words.draft.asideTitle)
            if shown {
                told(aside)
            } else {
                SideButton(words.draft.asideShow, Icons.diary) { shown = true }
            }
            SideButton(words.draft.asideDrop, Icons.delete) { Task { await drafting.dropAside() } }
        }
    }

    @ViewBuilder private func told(_ aside: Aside) -> some View {
        ForEach(Array(aside.typed.enumerated()), id: \.offset) { Text($0.element) }
        ForEach(aside.voices, id: \.self) { voice in
            VoiceLine(session: session) { $0.listen(to: Recordings(in: session.device.folder).file(voice)) } beside: { EmptyView() }
        }
        if aside.typed.isEmpty, aside.voices.isEmpty { Text(words.draft.asideNothing) }
    }
}
