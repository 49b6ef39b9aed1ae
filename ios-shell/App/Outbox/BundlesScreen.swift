import Fieldbook
import FieldbookScreens
import SwiftUI

/// Without signal the book goes from phone to phone as a file, and the receipts come back the same way.
struct BundlesScreen: View {
    let session: Session
    @State private var bundling: Bundling
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _bundling = State(initialValue: Bundling(session))
    }

    var body: some View {
        Page(words.bundle.title, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            MainButton(words.bundle.share, Icons.share, action: bundling.give).disabled(bundling.giving.running)
        } content: {
            give
            take
            giveBack
        }
    }

    @ViewBuilder private var give: some View {
        Heading(words.bundle.give)
        Text("\(words.bundle.how) \(words.bundle.withoutPhotos).")
        WaitingFor(work: bundling.giving)
        if let given = bundling.given {
            let size = megabytes(UInt64(given.bytes.count), words.lang)
            Note(words.bundle.shared(count: Int(given.changes), size: size), .good)
        }
    }

    @ViewBuilder private var take: some View {
        Heading(words.bundle.take)
        Text(words.bundle.takeHow)
        SideButton(words.bundle.takeIn, Icons.bundle, action: bundling.take).disabled(bundling.taking.running)
        WaitingFor(work: bundling.taking)
        if let taken = bundling.taken {
            let said = taken.said(words)
            Note(said ?? words.bundle.nothingNew, said == nil ? .waiting : .good)
            if let flaw = taken.flaw { Note(flaw[words.lang], .warn) }
        }
    }

    @ViewBuilder private var giveBack: some View {
        Heading(words.bundle.receipts)
        Text(words.bundle.receiptsHow)
        SideButton(words.bundle.receipts, Icons.share, action: bundling.giveBack).disabled(bundling.returning.running)
        WaitingFor(work: bundling.returning)
        if let returned = bundling.returned { Note(words.bundle.receiptsShared(count: Int(returned.receipts)), .good) }
    }
}
