package vn.fieldbook.ui.activate

import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import vn.fieldbook.Fieldbook
import vn.fieldbook.StampSpan
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Line
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.TextBox
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.record.EntryForm
import vn.fieldbook.ui.sweep.Troubles

/** The stamps an entry speaks of, by the numbers printed on them: they are often torn, so nobody is asked to scan them. */
@Composable
fun StampsField(session: Session, form: EntryForm) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    Heading(words.activate.whichStamps)
    for (span in form.stamps.toList()) Line(said(listOf(span)), words.sweep.leaveOut, Icons.stampBad) { form.stamps -= span }
    TextBox(words.activate.rangeFirst, form.stampFirst) { form.stampFirst = it }
    TextBox(words.activate.rangeLast, form.stampLast) { form.stampLast = it }
    SideButton(words.activate.addStamps, Icons.add, enabled = form.stampFirst.isNotBlank() && !work.running) {
        work.start {
            form.stamps += named(session.book, form.stampFirst.trim(), form.stampLast.trim())
            form.stampFirst = ""
            form.stampLast = ""
        }
    }
    form.wrong["stamps"]?.let { Note(it.said[words.lang], Tone.BAD) }
    Troubles(work)
}

/** One number alone is one stamp; a stamp of a list has a code, which counts nothing. */
private suspend fun named(book: Fieldbook, first: String, last: String): List<StampSpan> =
    if (last.isEmpty() && book.stamps.listed(listOf(first)).isNotEmpty()) {
        book.stamps.codeSpans(listOf(first))
    } else {
        book.stamps.spans(listOf(book.stamps.range(first, last.ifEmpty { first })))
    }
