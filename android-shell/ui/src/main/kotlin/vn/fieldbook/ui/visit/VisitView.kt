package vn.fieldbook.ui.visit

import vn.fieldbook.Answer
import vn.fieldbook.Deed
import vn.fieldbook.DocId
import vn.fieldbook.Document
import vn.fieldbook.FactId
import vn.fieldbook.FactKind
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.Lang
import vn.fieldbook.Place
import vn.fieldbook.Step
import vn.fieldbook.get
import vn.fieldbook.ui.record.step
import vn.fieldbook.ui.record.steps

/** A visit before it is begun and after it is finished, read at once. */
class VisitView(
    val document: Document,
    val visited: Visited,
    /** The last inspection's step, as its own version of the group has it. */
    val lastStep: Step?,
    /** What else can be written down here: a survey, a note. */
    val others: List<Step>,
    val entries: List<FactView>,
    val begun: Boolean,
    val refused: FieldbookException?,
) {
    val inspected: Boolean get() = visited.inspections.any { it.doc.id == document.doc.id }
}

private val OF_THE_CHECKLIST = setOf(Asked.INSPECTION, Asked.NONCONFORMITY, Asked.RECHECK)

suspend fun visitView(book: Fieldbook, doc: DocId, drafts: Drafts): VisitView {
    val document = book.documents.get(doc)
    val visited = book.visited(document)
    return VisitView(
        document = document,
        visited = visited,
        lastStep = visited.last?.let { book.step(it) },
        others = book.steps(document).filter { it.code !in OF_THE_CHECKLIST },
        entries = book.journal.query(FactQuery(doc = doc, limit = 30u)).filter { it.fact.step !in OF_THE_CHECKLIST },
        begun = drafts.of(doc).standsAfter(book.mine(document, visited)),
        refused = refusal { book.people.may(Deed.Record(FactKind.INSPECT, onBehalf = false)) },
    )
}

/** A form and the file that it outlives the screen in. */
class Inspecting(val form: VisitForm, private val draft: Draft, private val after: FactId?) {
    /** Where the visit is, once the device knows. */
    var place: Place? = null

    init {
        if (draft.standsAfter(after)) form.takeUp(draft.read())
    }

    fun kept(): Map<String, String> = form.kept() + (Draft.AFTER to after.toString())

    fun keep(answers: Map<String, String>) {
        if (!finished) draft.keep(answers)
    }

    var finished = false
        private set

    fun finish() {
        finished = true
        draft.forget()
    }
}

/** Null where the product group knows no inspection of a visit. */
suspend fun inspecting(book: Fieldbook, doc: DocId, drafts: Drafts): Inspecting? {
    val document = book.documents.get(doc)
    val steps = book.steps(document)
    val inspection = steps.find { it.code == Asked.INSPECTION } ?: return null
    val visited = book.visited(document)
    return Inspecting(VisitForm(document, steps, visited, inspection), drafts.of(doc), book.mine(document, visited))
}

/** This person's newest inspection in this visit. */
private suspend fun Fieldbook.mine(visit: Document, visited: Visited): FactId? {
    val me = people.me().person
    return visited.inspections.firstOrNull { it.doc.id == visit.doc.id && it.fact.recorder == me }?.fact?.id
}

/** A choice's own name; the code where a newer version of the group would be needed. */
internal fun Step?.said(field: String, code: String?, lang: Lang): String? {
    val takes = this?.fields?.find { it.code == field }?.takes as? Answer.Choice
    return takes?.choices?.find { it.code == code }?.name?.get(lang) ?: code
}
