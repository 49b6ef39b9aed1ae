import Fieldbook
import FieldbookScreens
import SwiftUI

/// One visit: what was found there last time, and the checklist of this time.
struct VisitScreen: View {
    let session: Session
    let visit: DocId
    @State private var inspecting = false

    var body: some View {
        if inspecting {
            PlaceTold(session: session) { InspectionScreen(session: session, visit: visit) { inspecting = false } }
        } else {
            Before(session: session, visit: visit) { inspecting = true }
        }
    }
}

private struct Before: View {
    let session: Session
    let onBegin: @MainActor () -> Void
    @State private var page: Following<VisitPage>
    @Environment(\.words) private var words

    init(session: Session, visit: DocId, onBegin: @escaping @MainActor () -> Void) {
        (self.session, self.onBegin) = (session, onBegin)
        _page = State(initialValue: VisitPage.following(visit, session))
    }

    var body: some View {
        Page(page.seen?.document.name ?? words.visit.title, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            if let view = page.seen, view.notAllowed == nil {
                MainButton(view.beginning(words), Icons.visit, action: onBegin)
            }
        } content: {
            Followed(page) { view in
                if let no = view.notAllowed { Note(no.said[words.lang], nil) }
                LastTime(view: view, session: session)
                ForEach(view.visited.nonconformities, id: \.id) { point in
                    Line(title: point.found, detail: point.action, icon: Icons.nonconformity) {
                        session.way.to(.history(point.id))
                    } below: {
                        PointStanding(point: point, times: session.times)
                    }
                    Photos(book: session.book, photos: point.photos)
                }
                if view.notAllowed == nil { Others(view: view, session: session) }
            }
        }
    }
}

private struct LastTime: View {
    let view: VisitPage
    let session: Session
    @Environment(\.words) private var words

    var body: some View {
        if let last = view.visited.last {
            Heading(words.visit.lastTime)
            Line(title: view.conclusion(words.lang), detail: view.lastSaid(session), icon: Icons.visit) {
                session.way.to(.history(last.id))
            }
            ForEach(view.notMet(words.lang), id: \.self) { Text("– " + $0) }
            if let action = view.action { Note(action, nil, title: words.visit.correctiveAction) }
            if let due = view.lookAgain { DueBadge(due: due, times: session.times) }
            Photos(book: session.book, photos: last.fact.photos)
        } else {
            Note(words.visit.never, nil)
        }
    }
}

/// What became of a nonconformity.
struct PointStanding: View {
    let point: Nonconformity
    let times: Times
    @Environment(\.words) private var words

    var body: some View {
        if point.mended {
            Badge(text: words.visit.mended, tone: .good, icon: Tone.good.icon)
        } else if let due = point.due {
            DueBadge(due: due, times: times)
        }
    }
}

/// A survey, a note: written as any other entry.
private struct Others: View {
    let view: VisitPage
    let session: Session
    @Environment(\.words) private var words

    var body: some View {
        if !view.others.isEmpty { Heading(words.steps.other) }
        ForEach(view.others, id: \.code) { step in
            Line(title: step.name[words.lang], icon: Icons.step(step.code, kind: step.kind)) {
                session.way.to(.entry(view.document.id, step: step.code))
            }
        }
        if !view.entries.isEmpty { Heading(words.record.written) }
        ForEach(view.entries, id: \.entry.id) { EntryLine(entry: $0.entry, step: $0.step, session: session) }
    }
}
