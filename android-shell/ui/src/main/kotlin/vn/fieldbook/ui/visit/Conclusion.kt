package vn.fieldbook.ui.visit

import androidx.compose.runtime.Composable
import vn.fieldbook.FieldbookException
import vn.fieldbook.get
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.AnswerField
import vn.fieldbook.ui.record.EntryForm
import vn.fieldbook.ui.record.Finding
import vn.fieldbook.ui.record.PhotoField

/** What it all comes to, and the signature of the place that was visited. */
@Composable
fun Conclusion(session: Session, drafting: Drafting<VisitForm>) {
    val form = drafting.form
    val entry = form.inspection
    for (field in form.closing) AnswerField(entry, field)
    TextBox(words.record.note, entry.note, entry.wrong["note"]?.said?.get(words.lang), lines = 2) { entry.note = it }
    PhotoField(session, drafting, VisitForm.INSPECTION)
    SignatureBox(form.signature)
    Troubles(drafting.saving, listOf(entry))
}

/** What the core did not take and no field shows, and whatever else went wrong. */
@Composable
internal fun Troubles(work: Work, entries: List<EntryForm>) {
    for (finding in entries.flatMap { it.findings }) Finding(finding)
    Waiting(work.running, words.wait.saving, work::cancel)
    when (val failure = work.failure) {
        null -> Unit
        is FieldbookException.InvalidInput -> if (entries.any { it.wrong.isNotEmpty() }) for (reason in failure.reasons) Note(reason.said[words.lang], Tone.BAD)
        else -> Failure(failure)
    }
}
