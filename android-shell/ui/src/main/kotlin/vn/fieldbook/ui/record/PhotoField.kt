package vn.fieldbook.ui.record

import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.produceState
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.layout.ContentScale
import vn.fieldbook.BlobHash
import vn.fieldbook.FieldbookException
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.permission.CameraRefused

/** Photos of an entry. Each is made small and on the disk before the form shows it. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun PhotoField(session: Session, form: EntryForm, label: String = words.record.photo) {
    val scope = rememberCoroutineScope()
    val work = remember { Work(scope) }
    if (form.photos.isNotEmpty()) {
        Heading(words.record.photos(form.photos.size))
        FlowRow(horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall)) { for (photo in form.photos) Photo(session, photo) }
    }
    val take = { work.start { session.device.camera.photo()?.let { form.photos += session.book.blobs.keepPhoto(it) } } }
    SideButton(label, Icons.camera, enabled = !work.running, onClick = take)
    if (session.device.camera.refused && !work.running) CameraRefused(session.device, take)
    Waiting(work, words.wait.photo)
}

/** A photo of the book, small; nothing while it is fetched, and a word when it is not on this phone. */
@Composable
fun Photo(session: Session, photo: BlobHash) {
    val picture by produceState<Result<ImageBitmap>?>(null, photo) {
        value =
            try {
                Result.success(session.device.picture(session.book.blobs.thumbnail(photo)))
            } catch (missing: FieldbookException) {
                Result.failure(missing)
            }
    }
    val shape = RoundedCornerShape(Sizes.corner)
    picture?.fold(
        onSuccess = { Image(it, words.record.photoShown, Modifier.size(Sizes.tileMin).clip(shape), contentScale = ContentScale.Crop) },
        onFailure = { Note(words.record.photoElsewhere, Tone.WAITING) },
    )
}
