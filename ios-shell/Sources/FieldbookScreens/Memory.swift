import Fieldbook
import Foundation
import Observation

/// How light the screens are.
public enum Light: String, Codable, CaseIterable, Sendable {
    case phone, day, night
}

/// What the screens remember from day to day, such as the language. Nothing of it matters when it is lost.
@MainActor @Observable
public final class Memory {
    private struct Kept: Codable {
        var english = false
        var document: UUID?
        var speaks = false
        var toldOfPlace: Bool?
        var vndPerMb: UInt32?
        var lastBackup: Date?
        var light: Light?
        var beeps: Bool?
        var shakes: Bool?
        var photosWait: Bool?
    }

    private let file: URL
    private var kept: Kept {
        didSet { keep() }
    }

    public init(folder: URL) {
        file = folder.appendingPathComponent("screens.json")
        kept = (try? JSONDecoder().decode(Kept.self, from: Data(contentsOf: file))) ?? Kept()
    }

    public var lang: Lang {
        get { kept.english ? .en : .vi }
        set { kept.english = newValue == .en }
    }

    /// What people read, in that language.
    public var words: Words { Words(lang) }

    /// The season, lot or visit that was written in last, so that the next entry begins there.
    public var lastDocument: DocId? {
        get { kept.document }
        set { kept.document = newValue }
    }

    /// Whether steps are read aloud when they are opened.
    public var speaks: Bool {
        get { kept.speaks }
        set { kept.speaks = newValue }
    }

    /// Whether the person has heard why the place is taken: the system's own question does not say it.
    public var toldOfPlace: Bool {
        get { kept.toldOfPlace ?? false }
        set { kept.toldOfPlace = newValue }
    }

    public var light: Light {
        get { kept.light ?? .phone }
        set { kept.light = newValue }
    }

    /// Whether the screens are dark, on a phone that is or is not.
    public func isDark(phone: Bool) -> Bool {
        switch light {
        case .phone: phone
        case .day: false
        case .night: true
        }
    }

    /// Whether a new stamp is heard.
    public var beeps: Bool {
        get { kept.beeps ?? true }
        set { kept.beeps = newValue }
    }

    /// Whether a new stamp is felt.
    public var shakes: Bool {
        get { kept.shakes ?? true }
        set { kept.shakes = newValue }
    }

    /// Whether large photos wait for Wi-Fi, as the core would have it.
    public var photosWait: Bool {
        get { kept.photosWait ?? true }
        set { kept.photosWait = newValue }
    }

    /// What the person pays for a megabyte, đồng; nothing until they have said it.
    public var vndPerMb: UInt32? {
        get { kept.vndPerMb }
        set { kept.vndPerMb = newValue }
    }

    /// When a backup was last kept.
    public var lastBackup: Date? {
        get { kept.lastBackup }
        set { kept.lastBackup = newValue }
    }

    /// What the person has chosen of what a book is opened with.
    func applied(_ config: Config) -> Config {
        var applied = config
        if let vndPerMb { applied.vndPerMb = vndPerMb }
        if !photosWait { applied.photos = .overAnything }
        return applied
    }

    /// Written beside and moved: an app killed here keeps what it remembered before. A full disk is no reason to stop.
    private func keep() {
        try? JSONEncoder().encode(kept).write(to: file, options: .atomic)
    }
}
