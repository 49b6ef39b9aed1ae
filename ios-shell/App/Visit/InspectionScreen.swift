import Fieldbook
import FieldbookScreens
import SwiftUI

/// The visit itself, in up to three parts.
struct InspectionScreen: View {
    let session: Session
    let onBack: @MainActor () -> Void
    @State private var inspecting: Inspecting
    @Environment(\.words) private var words

    init(session: Session, visit: DocId, onBack: @escaping @MainActor () -> Void) {
        (self.session, self.onBack) = (session, onBack)
        _inspecting = State(initialValue: Inspecting(visit, session: session))
    }

    var body: some View {
        Page(title, onBack: { if !inspecting.back() { onBack() } }) {
            EmptyView()
        } bottom: {
            if let form = inspecting.form {
                if form.after == nil {
                    MainButton(words.visit.finish, Icons.save, action: inspecting.finish).disabled(inspecting.work.running)
                } else {
                    MainButton(words.app.next, Icons.forward, action: inspecting.next).disabled(inspecting.work.running)
                }
            }
        } content: {
            if let failure = inspecting.failure { Failure(failure) }
            if let form = inspecting.form {
                if form.before == nil, let drafting = inspecting.drafting { SetAside(session: session, drafting: drafting) }
                switch form.part {
                case .checklist: Checklist(session: session, form: form, work: inspecting.work)
                case .points: Points(session: session, form: form, work: inspecting.work)
                case .conclusion: Conclusion(session: session, form: form, work: inspecting.work)
                }
            } else if inspecting.failure == nil {
                Waiting()
            }
        }
        // Each part begins at its own top.
        .id(inspecting.form?.part)
        .task {
            await inspecting.begin()
            await inspecting.findPlace()
        }
    }

    private var title: String {
        switch inspecting.form?.part {
        case .checklist, nil: words.visit.checklist
        case .points: words.visit.nonconformity
        case .conclusion: words.visit.conclusion
        }
    }
}

/// What the core did not take and no field shows, and whatever else went wrong.
struct VisitTroubles: View {
    let work: Work
    let entries: [EntryForm]
    @Environment(\.words) private var words

    var body: some View {
        ForEach(Array(entries.flatMap(\.findings).enumerated()), id: \.offset) { FindingNote(finding: $0.element) }
        if work.running { Waiting(said: words.wait.saving, onCancel: work.cancel) }
        switch work.failure {
        case nil: EmptyView()
        case .invalidInput(let reasons, _):
            // It belongs to the part of the visit where it was refused.
            if entries.contains(where: { !$0.wrong.isEmpty }) {
                ForEach(reasons, id: \.field) { Note($0.said[words.lang], .bad) }
            }
        case .some(let failure): Failure(failure)
        }
    }
}
