import Accessibility
import Fieldbook
import FieldbookScreens
import SwiftUI

/// The steps that can be written down for a season, lot or visit, and what was.
struct StepsScreen: View {
    let session: Session
    let doc: DocId
    @State private var page: Following<DocumentPage>
    @Environment(\.words) private var words

    init(session: Session, doc: DocId) {
        (self.session, self.doc) = (session, doc)
        _page = State(initialValue: DocumentPage.following(doc, session))
    }

    var body: some View {
        Page(words.record.whichStep, onBack: session.way.back) {
            if page.seen?.document.doc.kind == .season {
                IconTouch(Icons.season, words.record.otherSeason) { session.way.to(.choose(.season)) }
            }
        } content: {
            Followed(page) { view in
                Heading(view.document.name)
                if !view.begun.isEmpty { Heading(words.visit.begun) }
                ForEach(view.begun, id: \.self) { form in
                    let step = view.step(of: form)
                    let icon = step.map { Icons.step($0.code, kind: $0.kind) } ?? Icons.edit
                    Line(title: step?.name[words.lang] ?? words.visit.begun, detail: words.draft.notSaved, icon: icon) { session.way.to(form) }
                }
                Tiles {
                    ForEach(view.steps, id: \.code) { step in
                        LowTile(icon: Icons.step(step.code, kind: step.kind), label: step.name[words.lang]) {
                            session.way.to(view.screen(of: step))
                        }
                    }
                }
                if !view.entries.isEmpty { Heading(words.record.written) }
                ForEach(view.entries) { EntryLine(entry: $0, step: view.step(of: $0), session: session, notTaken: view.notTaken(of: $0)) }
            }
        }
        .onAppear { session.memory.lastDocument = doc }
    }
}

/// One entry among others: what, how much, when.
struct EntryLine: View {
    let entry: FactView
    let step: Step?
    let session: Session
    var notTaken: [NotTaken] = []
    @Environment(\.words) private var words

    var body: some View {
        Line(
            title: step?.name[words.lang] ?? entry.fact.step, detail: told(entry, session),
            icon: Icons.step(entry.fact.step, kind: entry.fact.kind), action: { session.way.to(.history(entry.id)) }
        ) { NotTakenLines(all: notTaken) }
    }
}

/// Below an entry in a list: what of it the hub holds or has refused, and what can be done.
struct NotTakenLines: View {
    let all: [NotTaken]
    @Environment(\.words) private var words

    var body: some View {
        ForEach(Array(all.enumerated()), id: \.offset) { _, refused in
            Badge(text: refused.title(words), tone: refused.item.state.tone, icon: refused.item.state.icon)
            if let remedy = refused.item.remedy { Text(remedy[words.lang]).font(.small(.regular)) }
        }
    }
}

/// The core has answered: the entry is on the disk. Nothing else may say so.
struct SavedScreen: View {
    let session: Session
    @State private var page: Following<SavedPage>
    @Environment(\.words) private var words
    @Environment(\.colours) private var colours

    init(session: Session, fact: FactId) {
        self.session = session
        _page = State(initialValue: SavedPage.following(fact, in: session.book))
    }

    var body: some View {
        Page(words.record.title, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            MainButton(words.app.done, Icons.home, action: session.way.home)
        } content: {
            Followed(page) { view in
                Picture(name: Icons.done, size: Sizes.tileMin).foregroundStyle(colours.primary.color)
                Text(words.app.saved)
                    .font(.large)
                    .onAppear { AccessibilityNotification.Announcement(words.app.saved).post() }
                EntryLine(entry: view.entry, step: view.step, session: session)
                ForEach(Array(view.findings.enumerated()), id: \.offset) { FindingNote(finding: $0.element) }
                if view.intoLot {
                    SideButton(words.harvest.intoLot, Icons.lot) { session.way.to(.newLot(from: view.entry.doc.id)) }
                }
                SideButton(words.record.another, Icons.add, action: session.way.back)
            }
        }
    }
}
