import Fieldbook
import FieldbookScreens
import SwiftUI

/// One step's fields, and nothing else.
struct EntryScreen: View {
    let session: Session
    @State private var entering: Entering
    @Environment(\.words) private var words

    init(session: Session, doc: DocId, step: String, like: FactId?, from: DocId?) {
        self.session = session
        _entering = State(initialValue: Entering(doc, step: step, like: like, from: from, session: session))
    }

    var body: some View {
        FormPage(title, entering) {
            if entering.form != nil { IconTouch(Icons.speaker, words.record.readAloud, action: entering.readAloud) }
        } bottom: {
            if let form = entering.form {
                if entering.typing != nil { Pad(press: entering.press, erase: entering.erase) }
                MainButton(form.findings.isEmpty ? words.app.save : words.record.saveAnyway, Icons.save, action: entering.save)
                    .disabled(entering.saving.running)
            } else if entering.stepIsGone {
                MainButton(words.record.another, Icons.add, action: entering.otherStep)
            }
        } content: {
            if let failure = entering.failure { Failure(failure) }
            if let form = entering.form {
                Heading(form.document.name)
                if let wait = entering.wait {
                    Note(wait.said[words.lang], .warn, title: words.harvest.daysLeft(count: Int(wait.days)))
                }
                Fields(session: session, entering: entering, form: form).environment(\.aloud, entering.aloud)
                Troubles(saving: entering.saving, form: form)
            } else if entering.failure == nil {
                Waiting()
            }
        }
        .task {
            await entering.begin()
            await entering.findPlace()
        }
        .onDisappear {
            session.device.speaker.hush()
            entering.saying?.stop()
        }
    }

    private var title: String { entering.form?.step.name[words.lang] ?? words.record.whichStep }
}

/// What is wrong beside the fields themselves, each in the core's own words.
private struct Troubles: View {
    let saving: Work
    let form: EntryForm
    @Environment(\.words) private var words

    var body: some View {
        ForEach(Array(form.findings.enumerated()), id: \.offset) { FindingNote(finding: $0.element) }
        if saving.running { Waiting(said: words.wait.saving, onCancel: saving.cancel) }
        switch saving.failure {
        case nil: EmptyView()
        case .invalidInput:
            ForEach(form.wrongElsewhere, id: \.field) { Note($0.said[words.lang], .bad) }
        case .some(let failure): Failure(failure)
        }
    }
}
