import Fieldbook
import FieldbookScreens
import SwiftUI

/// Where this person goes today, what comes later, and whether they can go without signal.
struct VisitsScreen: View {
    let session: Session
    @State private var planning = false

    var body: some View {
        if planning {
            PlanScreen(session: session) { planning = false }
        } else {
            RouteScreen(session: session) { planning = true }
        }
    }
}

private struct RouteScreen: View {
    let session: Session
    let onPlan: @MainActor () -> Void
    @State private var page: Following<VisitsPage>
    @State private var work = Work()
    @Environment(\.words) private var words

    init(session: Session, onPlan: @escaping @MainActor () -> Void) {
        (self.session, self.onPlan) = (session, onPlan)
        _page = State(initialValue: VisitsPage.following(session))
    }

    var body: some View {
        Page(words.visit.route, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            if let view = page.seen, view.notAllowed == nil { MainButton(words.visit.plan, Icons.add, action: onPlan) }
        } content: {
            Followed(page) { view in
                if let idle = view.idle(words) { Note(idle, nil) }
                stops(view.route)
                WaitingFor(work: work)
                if !view.later.isEmpty { Heading(words.visit.later) }
                stops(view.later)
                if !view.past.isEmpty { Heading(words.visit.past) }
                stops(view.past)
                let fetched = view.fetched(words, session.times)
                if view.ready { Note(fetched, .good, title: words.visit.prefetched) } else { Note(fetched, .waiting) }
            }
        }
    }

    private func stops(_ stops: [Stop]) -> some View {
        ForEach(stops) { stop in
            Line(title: stop.document.name, detail: stop.said(session), icon: stop.document.doc.kind.icon) {
                work.start { try await session.open(stop) }
            } below: {
                FlowRow(gap: Sizes.gapSmall) {
                    if stop.begun { Badge(text: words.visit.begun, tone: .waiting, icon: Icons.edit) }
                    if let due = stop.visited.due { DueBadge(due: due, times: session.times) }
                }
            }
        }
    }
}

/// How long there is until a day that was agreed on.
struct DueBadge: View {
    let due: CivilDate
    let times: Times
    @Environment(\.words) private var words

    var body: some View {
        let said = dueSaid(due, words, times)
        Badge(text: said.said, tone: said.tone, icon: Icons.calendar)
    }
}
