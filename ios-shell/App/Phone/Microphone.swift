import AVFoundation
import FieldbookScreens
import Observation

/// The microphone: speech in AAC, 16 kbit/s in one channel, so that a minute is 120 KB.
@MainActor @Observable
final class Microphone: Recorder {
    private static let longest: TimeInterval = 60
    private static let speech: [String: Any] = [
        AVFormatIDKey: Int(kAudioFormatMPEG4AAC),
        AVSampleRateKey: 16_000, // speech needs no more
        AVNumberOfChannelsKey: 1,
        AVEncoderBitRateKey: 16_000,
    ]

    private(set) var seconds: Int?
    @ObservationIgnored private var under: AVAudioRecorder?

    var isPermitted: Bool { AVAudioApplication.shared.recordPermission == .granted }

    func permit() async -> Bool { await AVAudioApplication.requestRecordPermission() }

    func record(into file: URL) async -> Bool {
        let audio = AVAudioSession.sharedInstance()
        guard under == nil, (try? audio.setCategory(.playAndRecord, options: .defaultToSpeaker)) != nil,
            (try? audio.setActive(true)) != nil, let recorder = try? AVAudioRecorder(url: file, settings: Self.speech),
            recorder.record(forDuration: Self.longest)
        else { return false }
        under = recorder
        var heard: TimeInterval = 0
        // A call, and the end of the minute, end it too.
        while recorder.isRecording {
            heard = recorder.currentTime
            seconds = Int(heard)
            try? await Task.sleep(for: .milliseconds(100))
        }
        // A call only holds it, and the file is whole when it is stopped.
        recorder.stop()
        (under, seconds) = (nil, nil)
        try? audio.setActive(false, options: .notifyOthersOnDeactivation)
        return heard > 0
    }

    func stop() {
        under?.stop()
    }
}
