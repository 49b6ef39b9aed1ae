import Fieldbook
import FieldbookScreens
import SwiftUI

/// What is due, the most pressing first.
struct DueLines: View {
    let due: [DueHere]
    let session: Session
    @State private var all = false
    @Environment(\.words) private var words

    /// As many as are seen at a glance; the rest is one tap away.
    private let atAGlance = 3

    var body: some View {
        if !due.isEmpty { Heading(words.home.due) }
        ForEach(Array(due.prefix(all ? due.count : atAGlance).enumerated()), id: \.offset) {
            DueLine(here: $0.element, session: session)
        }
        if due.count > atAGlance, !all {
            SideButton(words.home.moreDue(count: due.count - atAGlance), Icons.expand) { all = true }
        }
    }
}

struct DueLine: View {
    let here: DueHere
    let session: Session
    @Environment(\.words) private var words

    var body: some View {
        Line(title: here.title(words, session.times), detail: here.detail(words), icon: here.icon) {
            session.way.to(here.screen)
        } below: {
            DueBadge(due: here.due.on, times: session.times)
        }
    }
}
