package vn.fieldbook.ui.visit

import vn.fieldbook.Answer
import vn.fieldbook.Deed
import vn.fieldbook.DocId
import vn.fieldbook.Document
import vn.fieldbook.FactKind
import vn.fieldbook.FactQuery
import vn.fieldbook.FactView
import vn.fieldbook.Fieldbook
import vn.fieldbook.FieldbookException
import vn.fieldbook.Lang
import vn.fieldbook.Step
import vn.fieldbook.Visited
import vn.fieldbook.get
import vn.fieldbook.ui.Screen
import vn.fieldbook.ui.Times
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.draft.Drafts
import vn.fieldbook.ui.record.mine
import vn.fieldbook.ui.record.noStep
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
    val visited = book.documents.visited(document.doc.id)
    val after = book.mine(doc, Asked.INSPECTION)
    return VisitView(
        document = document,
        visited = visited,
        lastStep = visited.last?.let { book.step(it) },
        others = book.steps(document).filter { it.code !in OF_THE_CHECKLIST },
        entries = book.journal.query(FactQuery(doc = doc, limit = 30u)).filter { it.fact.step !in OF_THE_CHECKLIST },
        begun = drafts.begun(book, Screen.Visit(doc)) { VisitForm.standsAfter(after, it) },
        refused = refusal { book.people.may(Deed.Record(FactKind.INSPECT, onBehalf = false)) },
    )
}

/** The form of a visit, as it was left. Where the product group knows no inspection the core says so. */
suspend fun inspecting(book: Fieldbook, screen: Screen.Visit, drafts: Drafts, times: Times): Drafting<VisitForm> {
    val document = book.documents.get(screen.doc)
    val steps = book.steps(document)
    val inspection = steps.find { it.code == Asked.INSPECTION } ?: book.noStep(screen.doc, Asked.INSPECTION)
    val visited = book.documents.visited(document.doc.id)
    val after = book.mine(screen.doc, Asked.INSPECTION)
    return drafts.of(book, screen, { book.mine(screen.doc, Asked.INSPECTION) }, times) { VisitForm(document, steps, visited, inspection, after) }
}

/** A choice's own name; the code where a newer version of the group would be needed. */
internal fun Step?.said(field: String, code: String?, lang: Lang): String? {
    val takes = this?.fields?.find { it.code == field }?.takes as? Answer.Choice
    return takes?.choices?.find { it.code == code }?.name?.get(lang) ?: code
}
