import Fieldbook
import FieldbookScreens
import SwiftUI

/// Which season, lot or visit an entry belongs to: those there are, and a new one.
struct ChooseScreen: View {
    let session: Session
    let kind: DocKind
    @State private var found: Following<[Document]>
    @State private var new: NewDocument?
    @Environment(\.words) private var words

    init(session: Session, kind: DocKind) {
        (self.session, self.kind) = (session, kind)
        _found = State(initialValue: documents(kind, in: session.book))
    }

    var body: some View {
        if let new {
            NewDocumentPage(new: new) { self.new = nil }
        } else {
            Page(kind.title(words), onBack: session.way.back) {
                EmptyView()
            } bottom: {
                MainButton(kind.newLabel(words), Icons.add) { new = NewDocument(kind, session: session) }
            } content: {
                Followed(found) { all in
                    if all.isEmpty { Note(kind.none(words), nil) }
                    ForEach(all) { document in
                        Line(title: document.name, detail: session.times.moment(document.opened, words), icon: kind.icon) {
                            session.way.to(.steps(document.doc.id))
                        }
                    }
                }
            }
        }
    }
}

private struct NewDocumentPage: View {
    @Bindable var new: NewDocument
    let onBack: @MainActor () -> Void
    @Environment(\.words) private var words

    var body: some View {
        Page(new.kind.newLabel(words), onBack: onBack) {
            EmptyView()
        } bottom: {
            MainButton(words.record.openSeason, Icons.check, action: new.open).disabled(!new.ready)
        } content: {
            TextBox(label: words.record.seasonName, text: $new.name)
            if new.products.count > 1 {
                Heading(words.record.seasonProduct)
                Choices(new.products, chosen: new.product, said: \.name) { new.product = $0 }
            }
            WaitingFor(work: new.work)
        }
        .task { await new.findProducts() }
    }
}

extension DocKind {
    fileprivate func title(_ words: Words) -> String {
        switch self {
        case .lot: words.lot.all
        case .visit: words.visit.title
        case .season, .register: words.record.whichSeason
        }
    }

    fileprivate func newLabel(_ words: Words) -> String {
        switch self {
        case .lot: words.lot.new
        case .visit: words.visit.plan
        case .season, .register: words.record.newSeason
        }
    }

    fileprivate func none(_ words: Words) -> String {
        switch self {
        case .lot: words.lot.none
        case .visit: words.visit.none
        case .season, .register: words.record.noSeason
        }
    }

    var icon: String {
        switch self {
        case .lot: Icons.lot
        case .visit: Icons.visit
        case .season, .register: Icons.season
        }
    }
}
