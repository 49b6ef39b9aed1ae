package vn.fieldbook.ui.record

import androidx.compose.runtime.Composable
import androidx.compose.runtime.State
import vn.fieldbook.Document
import vn.fieldbook.FactView
import vn.fieldbook.FieldValue
import vn.fieldbook.Fieldbook
import vn.fieldbook.Step
import vn.fieldbook.get
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.look.answered
import vn.fieldbook.ui.look.words

/** What is written in a document's head, such as its name. */
fun Document.text(field: String): String? = (head[field] as? FieldValue.Text)?.value

/** What people call it. */
val Document.name: String get() = text("name").orEmpty()

/** The steps that can be written down in it. */
suspend fun Fieldbook.steps(document: Document): List<Step> = catalog.steps(document.text("group").orEmpty(), document.doc.kind)

/** The step an entry was written for, as the entry's own version of the group has it. */
suspend fun Fieldbook.step(entry: FactView): Step? = catalog.steps(entry.fact.group, entry.doc.kind).find { it.code == entry.fact.step }

/** A step's name in the person's language; null until the book has said it. */
@Composable
fun named(session: Session, entry: FactView): State<String?> {
    val lang = words.lang
    return answered(null, entry.fact.id, lang) { session.book.step(entry)?.name?.get(lang) }
}
