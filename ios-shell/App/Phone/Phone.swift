import AVFoundation
import BackgroundTasks
import Fieldbook
import FieldbookScreens
import Network
import Observation
import UIKit

/// This iPhone. Screens that show whether there is a network follow it.
@MainActor @Observable
final class Phone: Device {
    static let syncTask = "vn.fieldbook.sync"

    let folder: URL
    let eye = Eye()
    let places: any Places = Satellites()
    let speaker: any Speaker = Voice()
    let recorder: (any Recorder)? = Microphone()
    let player: any Player = Loudspeaker()
    let files: any Files = FileWindows()
    private(set) var link: LinkKind?
    private let paths = NWPathMonitor()

    init() {
        // Not in the phone's own backups: the key stays on this phone, and without it the book there would be of no use. The
        // book has backups of its own.
        folder = URL.applicationSupportDirectory.appending(path: "Fieldbook", directoryHint: .isDirectory)
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var apart = URLResourceValues()
        apart.isExcludedFromBackup = true
        var place = folder
        try? place.setResourceValues(apart)
        paths.pathUpdateHandler = { [weak self] path in
            let link = Self.link(path)
            Task { @MainActor in self?.link = link }
        }
        paths.start(queue: .global(qos: .utility))
    }

    /// iOS does not say whether the phone is abroad; mobile data is only counted.
    private nonisolated static func link(_ path: NWPath) -> LinkKind? {
        guard path.status == .satisfied else { return nil }
        return path.isExpensive || path.isConstrained ? .metered : .unmetered
    }

    /// Since iOS 16 this is “iPhone” for most: only apps with Apple's permission read the name that a person gave.
    var name: String { UIDevice.current.name }
    var version: String? { Bundle.main.object(forInfoDictionaryKey: "CFBundleShortVersionString") as? String }
    var camera: any Camera { eye }

    private var book: URL { folder.appending(path: "book", directoryHint: .isDirectory) }

    func config() throws -> Config {
        Config(dir: book.path(percentEncoded: false), bookKey: try keptKey(forBookAt: book))
    }

    /// Whoever finds the key again, in a backup of the Keychain, finds the book.
    func setBookAside() throws {
        let aside = folder.appending(path: "sealed-\(Int(Date().timeIntervalSince1970))", directoryHint: .isDirectory)
        try FileManager.default.moveItem(at: book, to: aside)
    }

    func jpeg(of signature: Signature) -> Data { signature.jpeg }

    func tick(sound: Bool, shake: Bool) {
        if sound { AudioServicesPlaySystemSound(1057) }
        if shake { UIImpactFeedbackGenerator(style: .heavy).impactOccurred() }
    }

    func syncSoon() {
        askForSync(soon: true)
    }

    func enrolled() {
        askForSync(soon: false)
    }

    /// The system decides when, by how the person uses the app. A new wish takes the place of the last.
    func askForSync(soon: Bool) {
        let wish = BGAppRefreshTaskRequest(identifier: Self.syncTask)
        wish.earliestBeginDate = soon ? nil : Date(timeIntervalSinceNow: 4 * 3600)
        // Refused in the simulator, and where the person has switched it off in the settings; the next open screen syncs.
        try? BGTaskScheduler.shared.submit(wish)
    }
}
