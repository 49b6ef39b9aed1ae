import Fieldbook
import FieldbookScreens
import SwiftUI

/// What it all comes to, and the signature of the place that was visited.
struct Conclusion: View {
    let session: Session
    let form: VisitForm
    let work: Work
    @Environment(\.words) private var words

    var body: some View {
        @Bindable var entry = form.inspection
        ForEach(form.closing, id: \.code) { field in
            AnswerField(form: entry, field: field, times: session.times, lang: words.lang)
        }
        TextBox(label: words.record.note, text: $entry.note, wrong: entry.wrongNote?.said[words.lang], lines: 2)
        PhotoField(session: session, form: entry)
        SignatureBox(signature: form.signature)
        VisitTroubles(work: work, entries: [entry])
    }
}
