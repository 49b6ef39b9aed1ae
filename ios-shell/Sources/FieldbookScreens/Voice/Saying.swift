import Fieldbook
import Foundation
import Observation

/// What is said for an entry: one tap begins, one tap ends.
@MainActor @Observable
public final class Saying {
    public let work = Work()
    /// What the microphone is for is to be said before the system asks, which does not say it.
    public private(set) var owed = false
    /// The person was asked for the microphone last with a no for an answer.
    public private(set) var refused = false
    /// The microphone gave nothing: a tap too short, or a call that came.
    public private(set) var unheard = false
    @ObservationIgnored private var over = false
    /// Stopped, maybe before the microphone has begun: while the system asks there is nothing yet that it could stop.
    @ObservationIgnored private var stopped = false

    private let form: EntryForm
    private let recorder: any Recorder
    private let speaker: any Speaker
    private let recordings: Recordings

    /// Nothing on a device without a microphone.
    init?(_ form: EntryForm, _ device: any Device) {
        guard let recorder = device.recorder else { return nil }
        (self.form, self.recorder, speaker) = (form, recorder, device.speaker)
        recordings = Recordings(in: device.folder)
    }

    public var voices: [String] { form.voices }

    /// Whole seconds of what is being said; nothing while nobody speaks.
    public var seconds: Int? { work.running ? recorder.seconds : nil }

    public var mayBegin: Bool { !work.running && voices.count < Recordings.most }

    public func file(of voice: String) -> URL { recordings.file(voice) }

    /// The person taps to speak.
    public func begin() {
        if recorder.isPermitted || refused { record() } else { owed = true }
    }

    /// The person has read what the microphone is for; not now.
    public func later() {
        owed = false
    }

    /// It is in its file before the form shows it.
    public func record() {
        owed = false
        if work.running { return }
        stopped = false
        speaker.hush()
        work.start { [self] in
            unheard = false
            refused = await !recorder.permit()
            if refused || stopped { return }
            let file = try recordings.new()
            let heard = await recorder.record(into: file) && !over
            let whole = heard ? recordings.whole(file) : nil
            unheard = whole == nil
            if let whole { form.voices.append(whole) } else { try? FileManager.default.removeItem(at: file) }
        }
    }

    /// The person has said it, or goes on to something else.
    public func stop() {
        stopped = true
        recorder.stop()
    }

    public func unsay(_ voice: String) {
        form.voices.removeAll { $0 == voice }
        recordings.forget(voice)
    }

    /// Comes back when nothing is being said any more.
    func ended() async {
        stop()
        await work.ended()
    }

    /// All of it in the book, also what is being said: who taps Save has said it. One that is gone from the phone holds up
    /// nothing.
    func kept(in book: Fieldbook) async throws(FieldbookError) -> [BlobHash] {
        await ended()
        var kept: [BlobHash] = []
        for voice in voices {
            guard let bytes = try? Data(contentsOf: file(of: voice)) else { continue }
            kept.append(try await book.blobs.keepVoice(bytes))
        }
        return kept
    }

    /// The form is saved or thrown away.
    func forget() {
        over = true
        stop()
        voices.forEach(recordings.forget)
    }
}
