import Fieldbook
import Foundation

/// Where a person can be. Each is written as a short path, so that the way there outlives the process.
public enum Screen: Hashable, Sendable {
    case home
    /// Which season, lot or visit an entry belongs to.
    case choose(DocKind)
    /// The steps that can be written down for it.
    case steps(DocId)
    /// One step's fields; `like` fills them as in an older entry.
    case entry(DocId, step: String, like: FactId? = nil)
    case saved(FactId)

    public var path: String {
        switch self {
        case .home: "home"
        case .choose(let kind): "choose/\(kind)"
        case .steps(let doc): "steps/\(doc)"
        case .entry(let doc, let step, let like): "entry/\(doc)/\(step)/\(like?.uuidString ?? "")"
        case .saved(let fact): "saved/\(fact)"
        }
    }

    /// The screen of a path; home for one that another version of the app knew.
    public init(path: String) {
        self = Self.known(path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)) ?? .home
    }

    private static func known(_ parts: [String]) -> Screen? {
        switch (parts.first, parts.count) {
        case ("choose", 2): kind(parts[1]).map(Screen.choose)
        case ("steps", 2): UUID(uuidString: parts[1]).map(Screen.steps)
        case ("entry", 4): UUID(uuidString: parts[1]).map { .entry($0, step: parts[2], like: UUID(uuidString: parts[3])) }
        case ("saved", 2): UUID(uuidString: parts[1]).map(Screen.saved)
        default: nil
        }
    }

    private static func kind(_ name: String) -> DocKind? {
        [DocKind.register, .season, .lot, .visit].first { "\($0)" == name }
    }
}
