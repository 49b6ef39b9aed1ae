import Fieldbook
import FieldbookScreens
import SwiftUI

/// Today: what this person does most, what waits for them, and how safe their work is.
struct HomeScreen: View {
    let session: Session
    @State private var today: Following<Today>
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _today = State(initialValue: Today.following(session))
    }

    var body: some View {
        Page(words.home.title, onBack: nil) {
            IconTouch(Icons.people, words.people.title) { session.way.to(.people) }
            IconTouch(Icons.settings, words.settings.title) { session.way.to(.settings) }
        } content: {
            Followed(today) { view in
                Strip(today: view, session: session)
                NeedsYou(today: view, session: session)
                let today = session.times.today
                if let pressing = view.pressing(today) { DueLine(here: pressing, session: session) }
                Tiles {
                    let all = Beginning.all(for: view.me.roles)
                    ForEach(all, id: \.self) { beginning in
                        Tile(icon: beginning.icon, label: beginning.label(words), strong: beginning == all.first) {
                            session.begin(beginning, view)
                        }
                    }
                }
                if let last = view.last { again(last, view.lastStep) }
                DueLines(due: view.dueBelow(today), session: session)
                if let unread = view.unread { Failure(unread) }
            }
        }
        .onDisappear { session.syncing.seen() }
    }

    /// The last entry once more: this tap, then save.
    private func again(_ last: FactView, _ step: Step?) -> some View {
        let moment = session.times.moment(last.fact.occurred, words)
        let name = step?.name[words.lang] ?? last.fact.step
        return Line(title: words.record.sameAsLast, detail: "\(name) · \(moment)", icon: Icons.again) {
            session.way.to(.entry(last.doc.id, step: last.fact.step, like: last.id))
        }
    }
}

extension Beginning {
    fileprivate var icon: String {
        switch self {
        case .record: Icons.diary
        case .harvest: Icons.harvest
        case .scan: Icons.scan
        case .visit: Icons.visit
        }
    }

    fileprivate func label(_ words: Words) -> String {
        switch self {
        case .record: words.home.record
        case .harvest: words.home.harvest
        case .scan: words.home.scan
        case .visit: words.home.visit
        }
    }
}
