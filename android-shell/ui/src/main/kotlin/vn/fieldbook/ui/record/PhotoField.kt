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
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.layout.ContentScale
import vn.fieldbook.BlobHash
import vn.fieldbook.FieldbookException
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.look.Waiting
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.permission.CameraRefused

/** Photos of a form's part. Each is made small and on the disk before the form shows it. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun PhotoField(session: Session, drafting: Drafting<*>, album: String, label: String = words.record.photo) {
    val photos = drafting.form.albums[album].orEmpty()
    val work = drafting.photographing
    if (photos.isNotEmpty()) {
        Heading(words.record.photos(photos.size))
        FlowRow(horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall)) { for (photo in photos) Photo(session, photo) }
    }
    val take = { drafting.photograph(session.book, album) }
    SideButton(label, Icons.camera, enabled = !work.running, onClick = take)
    if (drafting.album == album) {
        if (session.device.camera.refused && !work.running) CameraRefused(session.device, take)
        Waiting(work, words.wait.photo)
    }
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
