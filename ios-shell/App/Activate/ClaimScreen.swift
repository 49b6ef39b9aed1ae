import Fieldbook
import FieldbookScreens
import SwiftUI

/// One activation of stamps: how it stands, and what happened to it.
struct ClaimScreen: View {
    let session: Session
    @State private var page: Following<ClaimPage>
    @Environment(\.words) private var words

    init(session: Session, claim: FactId) {
        self.session = session
        _page = State(initialValue: ClaimPage.following(claim, in: session.book))
    }

    var body: some View {
        Page(words.activate.stamps, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            MainButton(words.app.done, Icons.home, action: session.way.home)
        } content: {
            Followed(page) { Activation(view: $0, session: session) }
        }
    }
}

private struct Activation: View {
    let view: ClaimPage
    let session: Session
    @Environment(\.words) private var words

    private var claim: Claim { view.claim }

    var body: some View {
        Text(said(view.named)).font(.pageTitle)
        Text(view.lot).font(.plain(.semiBold))
        Badge(text: claimStateName(view.state)[words.lang], tone: view.state.tone, icon: view.state.icon)
        if claim.state == .pending { Note(words.activate.kept, .waiting) }
        if let task = view.task { ToDo(task: task, session: session) }
        ForEach(Array(view.findings.enumerated()), id: \.offset) { FindingNote(finding: $0.element) }
        ForEach(Array(view.rivals.enumerated()), id: \.offset) { contender($0.element) }
        Heading(words.activate.whatHappened)
        ForEach(Array(view.events.enumerated()), id: \.offset) { happened($0.element) }
        SideButton(words.activate.voidStamps, Icons.stampBad) { session.way.to(.entry(claim.lot, step: voidStamps)) }
        SideButton(words.activate.toVoid, Icons.history) { session.way.to(.history(claim.fact)) }
    }

    @ViewBuilder private func contender(_ other: ClaimPage.Contender) -> some View {
        let title = words.activate.rivalStamps(range: said(other.rival.range))
        if let lot = other.lot {
            Line(title: title, detail: words.activate.rivalLot(lot: lot), icon: Icons.conflict) {
                session.way.to(.claim(other.rival.claim))
            }
        } else {
            Note(words.activate.rivalElsewhere, .warn, title: title)
        }
    }

    @ViewBuilder private func happened(_ event: ClaimEvent) -> some View {
        if let fact = event.fact {
            Line(title: event.title(words), detail: event.detail(session), icon: Icons.scan) { session.way.to(.history(fact)) }
        } else {
            Note(event.detail(session), event.tone, title: event.title(words))
        }
    }
}

/// What is to be done about it, and the way there.
struct ToDo: View {
    let task: BookTask
    let session: Session
    @Environment(\.words) private var words

    var body: some View {
        Note(task.remedy[words.lang], task.kind == .wait ? .waiting : .warn, title: task.said[words.lang])
        if let hindrance = task.hindrance {
            Note(hindrance[words.lang], nil)
        } else {
            switch task.kind {
            case .rescan: MainButton(words.activate.rescan, Icons.scan) { session.way.to(.rescan(task.claim)) }
            case .mend: MainButton(words.lot.title, Icons.lot) { session.way.to(.lot(task.lot)) }
            case .takeOff:
                MainButton(words.activate.toVoid, Icons.history) { session.way.to(.history(task.claim)) }
                SideButton(words.activate.rescan, Icons.scan) { session.way.to(.rescan(task.claim)) }
            case .wait: EmptyView()
            }
        }
    }
}

/// Activations of stamps that wait for a person.
struct TasksScreen: View {
    let session: Session
    @State private var tasks: Following<[StampTask]>
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _tasks = State(initialValue: StampTask.following(session.book))
    }

    var body: some View {
        Page(words.activate.tasks, onBack: session.way.back) {
            Followed(tasks) { found in
                if found.isEmpty { Note(words.activate.noTasks, .good) }
                ForEach(found) { view in
                    Line(title: view.lot, detail: view.standing(session), icon: view.task.shown.icon) {
                        session.way.to(.claim(view.id))
                    }
                    ToDo(task: view.task, session: session)
                    // A dispute names its stamps already; what else is wrong must be mended.
                    if view.task.kind == .mend {
                        ForEach(Array(view.task.findings.enumerated()), id: \.offset) { FindingNote(finding: $0.element) }
                    }
                }
            }
        }
    }
}
