package vn.fieldbook.ui.voice

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import vn.fieldbook.looks.Icons
import vn.fieldbook.looks.Tone
import vn.fieldbook.ui.Session
import vn.fieldbook.ui.device.Recorder
import vn.fieldbook.ui.draft.Drafting
import vn.fieldbook.ui.look.Heading
import vn.fieldbook.ui.look.IconTouch
import vn.fieldbook.ui.look.Note
import vn.fieldbook.ui.look.SideButton
import vn.fieldbook.ui.look.words
import vn.fieldbook.ui.permission.MicrophoneRefused

/** Who cannot type well says it: one tap begins, one tap ends. Not there on a device without a microphone. */
@Composable
fun VoiceField(session: Session, drafting: Drafting<*>) {
    val recorder = session.device.recorder ?: return
    val voices = drafting.form.voices
    val saying = drafting.saying
    // Who leaves the form has said what they wanted to say; so has who turns the phone.
    DisposableEffect(drafting) { onDispose { saying.end() } }
    if (voices.isNotEmpty()) Heading(words.voice.said(voices.size))
    for (voice in voices) {
        VoiceLine(session, find = { Recordings(session.device.folder).file(voice) }) {
            IconTouch(Icons.delete, words.voice.delete) { saying.unsay(voice) }
        }
    }
    when {
        saying.work.running -> Speaking(recorder)
        voices.size < Recordings.most -> Begin(session, saying, recorder)
    }
    if (saying.unheard) Note(words.voice.unheard, Tone.WARN)
}

@Composable
private fun Speaking(recorder: Recorder) {
    val seconds by recorder.seconds.collectAsState()
    // Before the first second the phone may still be asking for the permission.
    val under = seconds ?: return
    Text(
        words.voice.speaking(under),
        Modifier.semantics { liveRegion = LiveRegionMode.Polite },
        style = MaterialTheme.typography.titleLarge,
    )
    SideButton(words.voice.end, Icons.stop, onClick = recorder::stop)
}

/** What the microphone is for is said before the system asks, which does not say it. */
@Composable
private fun Begin(session: Session, saying: Saying, recorder: Recorder) {
    var owed by remember(saying) { mutableStateOf(false) }
    val record = {
        owed = false
        session.device.speaker.hush()
        saying.begin(recorder)
    }
    when {
        owed ->
            Note(words.permission.microphone, Tone.WAITING) {
                SideButton(words.permission.allow, Icons.microphone, onClick = record)
                SideButton(words.permission.later) { owed = false }
            }
        recorder.refused -> MicrophoneRefused(session.device, record)
        else -> SideButton(words.voice.record, Icons.microphone) { if (recorder.isPermitted) record() else owed = true }
    }
}
