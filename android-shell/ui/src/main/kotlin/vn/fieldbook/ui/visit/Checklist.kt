package vn.fieldbook.ui.visit

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import vn.fieldbook.Answer
import vn.fieldbook.StepField
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.colours
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.NO
import vn.fieldbook.ui.record.PhotoField
import vn.fieldbook.ui.record.YES

/** What was found before, then one question after another. */
@Composable
fun Checklist(session: Session, drafting: Drafting<VisitForm>) {
    val form = drafting.form
    Troubles(drafting.saving, form.rechecks.map { it.entry })
    if (form.rechecks.isNotEmpty()) Heading(words.visit.foundBefore)
    for (recheck in form.rechecks) Recheck(session, drafting, recheck)
    Text(
        words.visit.answered(form.answered.toString(), form.questions.size.toString()),
        Modifier.semantics { liveRegion = LiveRegionMode.Polite },
        style = MaterialTheme.typography.titleMedium,
    )
    for (question in form.questions) Question(form, question)
    if (form.canHavePoints) {
        SideButton(words.visit.addNonconformity, Icons.nonconformity) {
            form.addPoint()
            form.part = VisitForm.Part.POINTS
        }
    }
}

@Composable
private fun Question(form: VisitForm, question: StepField) {
    val lang = words.lang
    val label = question.label[lang]
    val choices = (question.takes as? Answer.Choice)?.choices ?: return
    val before = choices.find { it.code == form.visited.last?.fact?.text(question.code) }
    Column(verticalArrangement = Arrangement.spacedBy(Sizes.gapTiny)) {
        Text(label, Modifier.semantics { heading() }, style = MaterialTheme.typography.titleMedium)
        Text(question.hint[lang], style = MaterialTheme.typography.bodyMedium, color = colours.textQuiet)
        if (before != null) {
            Text(words.visit.lastTime + ": " + before.name[lang], style = MaterialTheme.typography.labelMedium, color = colours.text)
        }
        Verdicts(choices.map { Verdict(it.code, it.name[lang]) }, form.inspection.answers[question.code]) { form.answer(question, it, label) }
    }
}

/** A point of last time: as it was found, and whether it is mended now. */
@Composable
private fun Recheck(session: Session, drafting: Drafting<VisitForm>, recheck: RecheckForm) {
    val point = recheck.point
    val said = recheck.entry.answers[Asked.MENDED]
    Column(verticalArrangement = Arrangement.spacedBy(Sizes.gapSmall)) {
        Note(words.visit.correctiveAction + ": " + point.action.orEmpty(), null, title = point.found) {
            Standing(point)
            Photos(session, point.photos)
        }
        val verdicts = listOf(Verdict(YES, words.visit.mended), Verdict(NO, words.visit.notMended))
        Verdicts(verdicts, said) { recheck.entry.answers[Asked.MENDED] = it }
        if (said == NO) DueField(recheck.entry)
        if (said != null) PhotoField(session, drafting, recheck.name)
    }
}
