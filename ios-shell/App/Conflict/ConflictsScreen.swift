import Fieldbook
import FieldbookScreens
import SwiftUI

/// Everything that people have written differently; a single one opens by itself.
struct ConflictsScreen: View {
    let session: Session
    @State private var found: Following<[ConflictPage]>
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _found = State(initialValue: ConflictPage.all(session.book))
    }

    var body: some View {
        Page(words.conflict.all, onBack: session.way.back) {
            Followed(found) { all in
                if all.isEmpty { Note(words.conflict.none, .good) }
                ForEach(all, id: \.screen) { page in
                    Line(title: page.title(words, session.times), detail: page.whereabouts(words), icon: Icons.conflict) {
                        session.way.to(page.screen)
                    }
                }
                .onAppear { if all.count == 1 { session.way.onTo(all[0].screen, from: .conflicts) } }
            }
        }
    }
}
