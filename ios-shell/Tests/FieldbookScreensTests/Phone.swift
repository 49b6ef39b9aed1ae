import Fieldbook
import FieldbookScreens
import Foundation

/// A phone for tests: its camera sees a film, and it remembers what it was asked to do.
@MainActor
final class Phone: Device {
    let folder: URL
    let name = "Điện thoại của Mai"
    let version: String? = nil
    /// What the camera sees; nothing is a phone without the permission.
    var film: (any Film)?
    /// The picture that the person takes next.
    var picture: Data?
    /// Where it is; nothing is a valley without satellites.
    var place: Place? = Place(latE7: 211_234_567, lonE7: 1_039_876_543, accuracyM: 8, fixAgeS: 1)
    /// Whether it gives its place away, what the person says when they are asked for it, and how often they were.
    var placePermitted = true
    var grantsPlace = true
    private(set) var placeQuestions = 0
    /// The person has refused it the camera.
    var refused = false
    var link: LinkKind? = .unmetered
    /// Before the first unlock the system does not give the book's key away.
    var locked = false
    /// The system has lost it.
    var keyLost = false
    /// What was signed on its glass; the drawing of it is UIKit's.
    private(set) var signatures: [[[Signature.Spot]]] = []
    /// What happens while it draws one.
    var whileDrawing: () -> Void = {}
    private(set) var spoken: [String] = []
    private(set) var syncsAsked = 0
    private(set) var ticks = 0
    /// How the last one was told.
    private(set) var told = (sound: false, shake: false)
    /// How many frames its camera has given.
    private(set) var shown = 0
    /// The files it gave away, or put where the person said.
    private(set) var given: [(name: String, bytes: Data)] = []
    /// Whether the person says where a file is to lie, or gives up.
    var keeps = true
    /// The file that the person picks next.
    var picked: Data?
    private(set) var enrolments = 0
    /// Nothing is a device without a microphone.
    var microphone: TestRecorder? = TestRecorder()
    let loudspeaker = TestPlayer()

    init(folder: URL) {
        self.folder = folder
    }

    var camera: any Camera { self }
    var places: any Places { self }
    var speaker: any Speaker { self }
    var recorder: (any Recorder)? { microphone }
    var player: any Player { loudspeaker }
    var files: any Files { self }

    func config() throws -> Config {
        if locked { throw Locked() }
        if keyLost { throw KeyLost() }
        return Config(dir: folder.appendingPathComponent("book").path)
    }

    private struct Locked: Error {}

    func setBookAside() throws {
        let book = folder.appendingPathComponent("book")
        try FileManager.default.moveItem(at: book, to: folder.appendingPathComponent("sealed"))
        keyLost = false
    }

    func jpeg(of signature: Signature) -> Data {
        signatures.append(signature.strokes)
        whileDrawing()
        return photograph
    }

    func tick(sound: Bool, shake: Bool) {
        ticks += 1
        told = (sound, shake)
    }

    func syncSoon() { syncsAsked += 1 }
    func enrolled() { enrolments += 1 }
}

extension Phone: Camera {
    /// Frames come from a thread of the camera's own, as on a phone, again and again. What it sees may change meanwhile.
    func look(torch: Bool, _ see: @escaping @Sendable (LumaFrame) -> Void) async -> Bool {
        if film == nil { return false }
        var frame = 0
        while !Task.isCancelled, let film {
            await Task.detached { [frame] in film.shown(frame, to: see) }.value
            frame += 1
            shown += 1
            try? await Task.sleep(for: .milliseconds(20))
        }
        return true
    }

    func photo() async -> Data? { refused ? nil : picture }
}

extension Phone: Places {
    var isPermitted: Bool { placePermitted }

    func permit() async -> Bool {
        if placePermitted { return true }
        placeQuestions += 1
        placePermitted = grantsPlace
        return placePermitted
    }

    func here(patience: Duration) async -> Place? { placePermitted ? place : nil }
}

extension Phone: Speaker {
    func say(_ text: String, lang: Lang) { spoken.append(text) }
    func hush() {}
}

extension Phone: Files {
    func share(name: String, bytes: Data) async { given.append((name, bytes)) }

    func keep(_ file: URL) async -> Bool {
        if keeps, let bytes = try? Data(contentsOf: file) { given.append((file.lastPathComponent, bytes)) }
        return keeps
    }

    func pick(mimes: [String]) async -> Data? { picked }

    func pick(into file: URL) async throws -> Bool {
        try picked?.write(to: file)
        return picked != nil
    }
}
