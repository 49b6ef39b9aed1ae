import Fieldbook
import FieldbookScreens
import SwiftUI

/// The stamps an entry speaks of, by the numbers printed on them.
struct StampsField: View {
    @Bindable var form: EntryForm
    @State private var stamps: StampsForm
    @Environment(\.words) private var words

    init(session: Session, form: EntryForm) {
        self.form = form
        _stamps = State(initialValue: StampsForm(form, session.book))
    }

    var body: some View {
        Heading(words.activate.whichStamps)
        ForEach(form.stamps, id: \.self) { span in
            Line(title: said([span]), detail: words.sweep.leaveOut, icon: Icons.stampBad) {
                form.stamps.removeAll { $0 == span }
            }
        }
        TextBox(label: words.activate.rangeFirst, text: $form.stampFirst)
        TextBox(label: words.activate.rangeLast, text: $form.stampLast)
        SideButton(words.activate.addStamps, Icons.add) { stamps.add() }.disabled(!stamps.ready)
        if let wrong = form.wrongStamps { Note(wrong.said[words.lang], .bad) }
        Refused(work: stamps.work)
    }
}
