import Fieldbook
import FieldbookScreens
import SwiftUI

/// What was found before, then one question after another.
struct Checklist: View {
    let session: Session
    let form: VisitForm
    let work: Work
    @Environment(\.words) private var words

    var body: some View {
        VisitTroubles(work: work, entries: form.rechecks.map(\.entry))
        if !form.rechecks.isEmpty { Heading(words.visit.foundBefore) }
        ForEach(form.rechecks) { Recheck(session: session, recheck: $0) }
        Text(words.visit.answered(done: String(form.answered), all: String(form.questions.count)))
            .font(.plain(.semiBold))
            .accessibilityAddTraits(.updatesFrequently)
        ForEach(form.questions, id: \.code) { Question(form: form, question: $0) }
        if form.canHavePoints {
            SideButton(words.visit.addNonconformity, Icons.nonconformity) {
                form.addPoint()
                form.part = .points
            }
        }
    }
}

private struct Question: View {
    let form: VisitForm
    let question: StepField
    @Environment(\.words) private var words
    @Environment(\.colours) private var colours

    var body: some View {
        let label = question.label[words.lang]
        VStack(alignment: .leading, spacing: Sizes.gapTiny) {
            Text(label).font(.plain(.semiBold)).accessibilityAddTraits(.isHeader)
            Quiet(question.hint[words.lang])
            if let before = form.before(question) {
                Text(words.visit.lastTime + ": " + before.name[words.lang]).font(.small(.semiBold))
            }
            Verdicts(
                verdicts: (question.choices ?? []).map { Verdict(code: $0.code, label: $0.name[words.lang]) },
                chosen: form.inspection.answers[question.code]
            ) { form.answer(question, $0, label: label) }
        }
    }
}

/// A point of last time: as it was found, and whether it is mended now.
private struct Recheck: View {
    let session: Session
    let recheck: RecheckForm
    @Environment(\.words) private var words

    var body: some View {
        let point = recheck.point
        VStack(alignment: .leading, spacing: Sizes.gapSmall) {
            Note(words.visit.correctiveAction + ": " + (point.action ?? ""), nil, title: point.found)
            PointStanding(point: point, times: session.times)
            Photos(book: session.book, photos: point.photos)
            let verdicts = [Verdict(code: yes, label: words.visit.mended), Verdict(code: no, label: words.visit.notMended)]
            Verdicts(verdicts: verdicts, chosen: recheck.mended) { recheck.mended = $0 }
            if recheck.mended == no { DueField(entry: recheck.entry, times: session.times) }
            if recheck.mended != nil { PhotoField(session: session, form: recheck.entry) }
        }
    }
}
