import Fieldbook
import FieldbookScreens
import SwiftUI

/// The lot that stamps are for: its name, what was packed, and a way to choose another.
struct LotSummary: View {
    let session: Session
    let onChange: (@MainActor () -> Void)?
    @State private var lots: Following<LotStamps>
    @Environment(\.words) private var words

    init(session: Session, lot: DocId, onChange: (@MainActor () -> Void)? = nil) {
        self.session = session
        self.onChange = onChange
        _lots = State(initialValue: LotStamps.following(lot, in: session.book))
    }

    var body: some View {
        Followed(lots) { view in
            Text(view.document.name).font(.large)
            Packed(lot: view)
            if let onChange { SideButton(words.activate.changeLot, Icons.edit, action: onChange) }
        }
    }
}

/// Packs made, as they were written down: stamps and packs are to be the same number.
struct Packed: View {
    let lot: LotStamps
    @Environment(\.words) private var words

    var body: some View {
        if lot.packed.isEmpty { Note(words.activate.notPacked, .warn) }
        ForEach(lot.packed) { entry in
            if let amount = amounts(entry, words.lang) { Text(words.activate.packed(amount: amount)) }
        }
    }
}

/// Which lot stamps are for.
struct ChooseLot: View {
    let session: Session
    let onBack: @MainActor () -> Void
    let onChoose: @MainActor (DocId) -> Void
    @State private var lots: Following<[Document]>
    @Environment(\.words) private var words

    init(session: Session, onBack: @escaping @MainActor () -> Void, onChoose: @escaping @MainActor (DocId) -> Void) {
        (self.session, self.onBack, self.onChoose) = (session, onBack, onChoose)
        _lots = State(initialValue: documents(.lot, in: session.book))
    }

    var body: some View {
        Page(words.activate.whichLot, onBack: onBack) {
            Followed(lots) { found in
                if found.isEmpty { Note(words.activate.noLot, nil) }
                ForEach(found) { lot in
                    Line(title: lot.name, detail: session.times.moment(lot.opened, words), icon: Icons.lot) { onChoose(lot.doc.id) }
                }
            }
        }
    }
}
