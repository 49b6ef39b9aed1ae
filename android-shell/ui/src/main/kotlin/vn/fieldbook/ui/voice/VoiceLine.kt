package vn.fieldbook.ui.voice

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import java.io.File
import vn.fieldbook.BlobHash
import vn.fieldbook.FetchOptions
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Sizes
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.Work
import vn.fieldbook.ui.look.Failure
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words

/** What was said for an entry. A colleague's is fetched when somebody wants to hear it. */
@Composable
fun Voices(session: Session, voices: List<BlobHash>) {
    if (voices.isEmpty()) return
    Heading(words.voice.said(voices.size))
    for (voice in voices) VoiceLine(session, find = { session.voice(voice) })
}

/** Over any network: a minute is 120 KB, and the person has asked for this one. */
private suspend fun Session.voice(voice: BlobHash): File? {
    val file = File(book.blobs.path(voice))
    if (!file.exists()) book.blobs.fetch(voice, FetchOptions(device.network.link.value, anyway = true))
    return file.takeIf { it.exists() }
}

/** Something that was said, to be heard again. [find] answers where it lies; null when it cannot be had. */
@Composable
fun VoiceLine(session: Session, find: suspend () -> File?, beside: @Composable () -> Unit = {}) {
    val player = session.device.player
    val scope = rememberCoroutineScope()
    val playing = remember { Work(scope) }
    var silent by remember { mutableStateOf(false) }
    Row(horizontalArrangement = Arrangement.spacedBy(Sizes.gapSmall), verticalAlignment = Alignment.CenterVertically) {
        if (playing.running) {
            SideButton(words.voice.hush, Icons.stop, modifier = Modifier.weight(1f), onClick = playing::cancel)
        } else {
            SideButton(words.voice.listen, Icons.play, modifier = Modifier.weight(1f)) {
                session.device.speaker.hush()
                playing.start { silent = find()?.let { player?.play(it) } != true }
            }
        }
        beside()
    }
    if (silent) Note(words.voice.silent, Tone.WAITING)
    playing.failure?.let { Failure(it) }
}
