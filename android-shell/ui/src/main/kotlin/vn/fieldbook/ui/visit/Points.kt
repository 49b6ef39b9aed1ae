package vn.fieldbook.ui.visit

import androidx.compose.runtime.Composable
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.LocalTimes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.look.Choices
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.DayButton
import vn.fieldbook.ui.record.EntryForm
import vn.fieldbook.ui.record.PhotoField

/** Each nonconformity: what it is, a photo, what to do, and by when. */
@Composable
fun Points(session: Session, drafting: Drafting<VisitForm>) {
    val form = drafting.form
    Troubles(drafting.saving, form.points.map { it.entry })
    form.points.forEachIndexed { at, point ->
        Heading("${at + 1}. " + words.visit.nonconformity)
        PointFields(session, drafting, point.entry, "point.$at")
        SideButton(words.app.delete, Icons.delete) { form.remove(point) }
    }
    SideButton(words.visit.addNonconformity, Icons.add) { form.addPoint() }
}

@Composable
private fun PointFields(session: Session, drafting: Drafting<VisitForm>, entry: EntryForm, name: String) {
    Text(entry, Asked.FOUND)
    PhotoField(session, drafting, name)
    Text(entry, Asked.ACTION)
    DueField(entry)
}

@Composable
private fun Text(entry: EntryForm, code: String) {
    val field = entry.step.fields.find { it.code == code } ?: return
    val wrong = entry.wrong["fields.$code"]?.said?.get(words.lang)
    TextBox(field.label[words.lang], entry.answers[code].orEmpty(), wrong, lines = 2) { entry.answers[code] = it }
}

/** A day to be agreed on: most often in a week or in a month. */
@Composable
internal fun DueField(entry: EntryForm) {
    val field = entry.step.fields.find { it.code == Asked.DUE } ?: return
    val today = LocalTimes.current.today()
    val said = entry.answers[Asked.DUE].orEmpty()
    Heading(field.label[words.lang])
    val days = SOON.find { today.plusDays(it.toLong()).toString() == said }
    Choices(SOON, days, { words.visit.inDays(it) }) { entry.answers[Asked.DUE] = today.plusDays(it.toLong()).toString() }
    DayButton(said) { entry.answers[Asked.DUE] = it }
    entry.wrong["fields." + Asked.DUE]?.let { Note(it.said[words.lang], Tone.BAD) }
}

/** Days until a thing that is found is mostly mended. */
private val SOON = listOf(7, 30)
