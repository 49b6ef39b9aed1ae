import Fieldbook
import FieldbookScreens
import SwiftUI

/// A visit is opened with one tap on what it is to; only another place wants a name.
struct PlanScreen: View {
    let session: Session
    let onBack: @MainActor () -> Void
    @State private var page: Following<PlanPage>
    @State private var planning: Planning
    @State private var elsewhere = false
    @Environment(\.words) private var words

    init(session: Session, onBack: @escaping @MainActor () -> Void) {
        (self.session, self.onBack) = (session, onBack)
        _page = State(initialValue: PlanPage.following(session.book))
        _planning = State(initialValue: Planning(session: session))
    }

    var body: some View {
        Page(words.visit.whom, onBack: { if elsewhere { elsewhere = false } else { onBack() } }) {
            EmptyView()
        } bottom: {
            if elsewhere {
                MainButton(words.record.openSeason, Icons.check, action: planning.visitElsewhere).disabled(!planning.ready)
            } else {
                SideButton(words.visit.elsewhere, Icons.add) { elsewhere = true }
            }
        } content: {
            WaitingFor(work: planning.work)
            Followed(page) { view in
                if elsewhere { place(view) } else { subjects(view) }
            }
        }
    }

    @ViewBuilder private func place(_ view: PlanPage) -> some View {
        @Bindable var planning = planning
        TextBox(label: words.visit.elsewhereName, text: $planning.name)
        if view.products.count > 1 {
            Heading(words.lot.product)
            Choices(view.products, chosen: planning.product, said: \.name) { planning.product = $0 }
        }
    }

    private func subjects(_ view: PlanPage) -> some View {
        ForEach(view.subjects) { subject in
            Line(
                title: subject.name, detail: session.times.moment(subject.opened, words), icon: subject.doc.kind.icon
            ) { planning.visit(subject) }
        }
    }
}
