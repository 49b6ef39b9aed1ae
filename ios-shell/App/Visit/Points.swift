import Fieldbook
import FieldbookScreens
import SwiftUI

/// Each nonconformity: what it is, a photo, what to do, and by when.
struct Points: View {
    let session: Session
    let form: VisitForm
    let work: Work
    @Environment(\.words) private var words

    var body: some View {
        VisitTroubles(work: work, entries: form.points.map(\.entry))
        ForEach(Array(form.points.enumerated()), id: \.element.id) { at, point in
            Heading("\(at + 1). " + words.visit.nonconformity)
            PointFields(session: session, entry: point.entry)
            SideButton(words.app.delete, Icons.delete) { form.remove(point) }.disabled(work.running)
        }
        SideButton(words.visit.addNonconformity, Icons.add) { form.addPoint() }.disabled(work.running)
    }
}

private struct PointFields: View {
    let session: Session
    let entry: EntryForm

    var body: some View {
        text(entry.field(.found))
        PhotoField(session: session, form: entry)
        text(entry.field(.action))
        DueField(entry: entry, times: session.times)
    }

    @ViewBuilder private func text(_ field: StepField?) -> some View {
        if let field { WordsField(entry: entry, field: field) }
    }
}

private struct WordsField: View {
    let entry: EntryForm
    let field: StepField
    @Environment(\.words) private var words

    var body: some View {
        let wrong = entry.wrong(field)?.said[words.lang]
        TextBox(label: field.label[words.lang], text: entry.answer(to: field.code), wrong: wrong, lines: 2)
    }
}

/// A day to be agreed on: most often in a week or in a month.
struct DueField: View {
    let entry: EntryForm
    let times: Times
    @Environment(\.words) private var words

    var body: some View {
        if let field = entry.field(.due) {
            let typed = entry.answer(to: field.code)
            let soon = [7, 30]
            Heading(field.label[words.lang])
            Choices(
                soon, chosen: soon.first { times.day(in: $0).description == typed.wrappedValue },
                said: { words.visit.inDays(count: $0) }
            ) { typed.wrappedValue = times.day(in: $0).description }
            DateField(typed: typed, times: times)
            if let wrong = entry.wrong(field) { Wrong(wrong.said[words.lang]) }
        }
    }
}
