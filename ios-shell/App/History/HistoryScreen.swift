import Fieldbook
import FieldbookScreens
import SwiftUI

/// One entry: what it says, how far it has come, and everything that happened to it.
struct HistoryScreen: View {
    let session: Session
    @State private var page: Following<HistoryPage>
    @Environment(\.words) private var words

    init(session: Session, fact: FactId) {
        self.session = session
        _page = State(initialValue: HistoryPage.following(fact, in: session.book))
    }

    var body: some View {
        Page(page.seen?.title(words) ?? words.history.title, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            if let view = page.seen {
                MainButton(words.record.sameAsLast, Icons.again) { session.way.to(view.again) }
            }
        } content: {
            Followed(page) { view in
                Standing(view: view, session: session)
                Says(view: view, session: session)
                if !view.entry.fact.photos.isEmpty {
                    Heading(words.record.photos(count: view.entry.fact.photos.count))
                    Photos(book: session.book, photos: view.entry.fact.photos)
                }
                Voices(session: session, voices: view.entry.fact.voice)
                Happened(view: view, times: session.times)
                Receipts(view: view, times: session.times)
                if view.mayCorrect {
                    SideButton(words.history.void, Icons.delete) { session.way.to(.void(view.entry.id)) }
                }
            }
        }
    }
}

/// Whose it is, how far it has come, and what is to be done about it.
private struct Standing: View {
    let view: HistoryPage
    let session: Session
    @Environment(\.words) private var words

    var body: some View {
        let entry = view.entry
        Line(title: view.document.name, detail: words.history.openDocument, icon: view.document.doc.kind.icon) {
            session.way.to(view.document.screen)
        }
        Badge(text: changeStateName(entry.state)[words.lang], tone: entry.state.tone, icon: entry.state.icon)
        if let why = entry.reason.map({ sayRefusal($0) }) {
            let remedy = why.remedy[words.lang]
            Note(remedy.isEmpty ? why.said[words.lang] : remedy, entry.state.tone, title: remedy.isEmpty ? nil : why.said[words.lang])
        }
        if let voided = entry.voided {
            Note(voided.reason ?? words.history.voidExplained, .warn, title: words.history.crossedOut)
        }
        ForEach(Array(view.notTaken.enumerated()), id: \.offset) { _, refused in
            Note(refused.said(words.lang), refused.item.state.tone, title: refused.title(words))
        }
        ForEach(view.disagreements(words), id: \.screen) { disagreement in
            Line(title: disagreement.label, detail: words.conflict.title, icon: Icons.conflict) {
                session.way.to(disagreement.screen)
            }
        }
    }
}

/// What the entry says, part by part; the wrong one is tapped to put it right.
private struct Says: View {
    let view: HistoryPage
    let session: Session
    @State private var open = false
    @Environment(\.words) private var words

    var body: some View {
        Heading(words.history.says)
        ForEach(view.filled, content: line)
        ForEach(Array(view.others(words).enumerated()), id: \.offset) { Told(label: $0.element.label, said: $0.element.said) }
        if let no = view.notAllowed { Note(no.said[words.lang], nil) }
        // Parts that were left open can be filled in as well, behind one tap.
        if view.mayCorrect, !view.open.isEmpty {
            if open {
                ForEach(view.open, content: line)
            } else {
                SideButton(words.history.fillIn(count: view.open.count), Icons.expand) { open = true }
            }
        }
    }

    @ViewBuilder private func line(_ part: Part) -> some View {
        let (label, said) = (view.label(part, words), view.said(part, words, session.times))
        if view.mayCorrect {
            Line(title: said, detail: label, beside: (icon: Icons.edit, said: words.history.correct)) {
                session.way.to(.correct(view.entry.id, field: part.field))
            }
        } else {
            Told(label: label, said: said)
        }
    }
}
