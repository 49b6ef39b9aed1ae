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
        synthesizer.speak(words)
    }

    func hush() {
        synthesizer.stopSpeaking(at: .immediate)
    }
}
