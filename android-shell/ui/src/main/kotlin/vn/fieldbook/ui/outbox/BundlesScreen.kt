package vn.fieldbook.ui.outbox

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import vn.fieldbook.ImportReport
import vn.fieldbook.get
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.data.megabytes
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.MainButton
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.Page
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words

/** Without signal the book goes from phone to phone as a file, and the receipts come back the same way. */
@Composable
fun BundlesScreen(session: Session) {
    val scope = rememberCoroutineScope()
    val bundling = remember(session.book) { Bundling(session.book, session.device, scope) }
    Page(
        words.bundle.title,
        onBack = session.way::back,
        bottom = { MainButton(words.bundle.share, Icons.share, enabled = !bundling.giving.running, onClick = bundling::give) },
    ) {
        Give(bundling)
        Take(bundling)
        GiveBack(bundling)
    }
}

@Composable
private fun Give(bundling: Bundling) {
    Heading(words.bundle.give)
    Text("${words.bundle.how} ${words.bundle.withoutPhotos}.")
    Waiting(bundling.giving)
    bundling.given?.let {
        Note(words.bundle.shared(it.changes.toInt(), megabytes(it.bytes.size.toULong(), words)), Tone.GOOD)
    }
}

@Composable
private fun Take(bundling: Bundling) {
    Heading(words.bundle.take)
    Text(words.bundle.takeHow)
    SideButton(words.bundle.takeIn, Icons.bundle, enabled = !bundling.taking.running, onClick = bundling::take)
    Waiting(bundling.taking)
    bundling.taken?.let { Taken(it) }
}

@Composable
private fun Taken(report: ImportReport) {
    val said =
        listOfNotNull(
            if (report.new > 0uL) words.bundle.takenIn(report.new.toInt()) else null,
            if (report.receipts > 0uL) words.bundle.receiptsIn(report.receipts.toInt()) else null,
        )
    Note(said.joinToString(". ").ifEmpty { words.bundle.nothingNew }, if (said.isEmpty()) Tone.WAITING else Tone.GOOD)
    report.flaw?.let { Note(it[words.lang], Tone.WARN) }
}

@Composable
private fun GiveBack(bundling: Bundling) {
    Heading(words.bundle.receipts)
    Text(words.bundle.receiptsHow)
    SideButton(words.bundle.receipts, Icons.share, enabled = !bundling.returning.running, onClick = bundling::giveBack)
    Waiting(bundling.returning)
    bundling.returned?.let { Note(words.bundle.receiptsShared(it.receipts.toInt()), Tone.GOOD) }
}
