import Fieldbook
import FieldbookScreens
import SwiftUI

/// Who cannot type well says it: one tap begins, one tap ends.
struct VoiceField: View {
    let session: Session
    let saying: Saying
    @Environment(\.words) private var words

    var body: some View {
        if !saying.voices.isEmpty { Heading(words.voice.said(count: saying.voices.count)) }
        ForEach(saying.voices, id: \.self) { voice in
            VoiceLine(session: session) { $0.listen(to: saying.file(of: voice)) } beside: {
                IconTouch(Icons.delete, words.voice.delete) { saying.unsay(voice) }
            }
        }
        if let seconds = saying.seconds {
            Text(words.voice.speaking(count: seconds)).font(.title2).accessibilityAddTraits(.updatesFrequently)
            SideButton(words.voice.end, Icons.stop, action: saying.stop)
        } else if saying.owed {
            Note(words.permission.microphone, .waiting)
            SideButton(words.permission.allow, Icons.microphone, action: saying.record)
            SideButton(words.permission.later, action: saying.later)
        } else if saying.mayBegin {
            if saying.refused {
                MicrophoneRefused(onAgain: saying.begin)
            } else {
                SideButton(words.voice.record, Icons.microphone, action: saying.begin)
            }
        }
        if saying.unheard { Note(words.voice.unheard, .warn) }
        if let failure = saying.work.failure { Failure(failure) }
    }
}
