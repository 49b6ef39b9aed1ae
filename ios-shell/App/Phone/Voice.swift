import AVFoundation
import Fieldbook
import FieldbookScreens

/// The system's voice.
@MainActor
final class Voice: Speaker {
    private let synthesizer = AVSpeechSynthesizer()

    func say(_ text: String, lang: Lang) {
        hush()
        guard let voice = AVSpeechSynthesisVoice(language: lang == .vi ? "vi-VN" : "en-GB") else { return }
        let words = AVSpeechUtterance(string: text)
        words.voice = voice
        // By itself it is silent where the phone's ring is switched off.
        try? AVAudioSession.sharedInstance().setCategory(.playback, mode: .spokenAudio, options: .duckOthers)
        synthesizer.speak(words)
    }

    func hush() {
        synthesizer.stopSpeaking(at: .immediate)
    }
}
