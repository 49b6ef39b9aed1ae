import Fieldbook
import Foundation

/// Where a person can be. Each is written as a short path, so that the way there outlives the process.
public enum Screen: Hashable, Sendable {
    case home
    /// Which season, lot or visit an entry belongs to.
    case choose(DocKind)
    /// The steps that can be written down for it.
    case steps(DocId)
    /// One step's fields; `like` fills them as in an older entry, `from` says where the goods come from.
    case entry(DocId, step: String, like: FactId? = nil, from: DocId? = nil)
    case saved(FactId)
    /// One entry: what it says, and everything that happened to it.
    case history(FactId)
    /// One part of an entry put right.
    case correct(FactId, field: String)
    /// An entry crossed out.
    case void(FactId)
    case conflicts
    /// One field on which people disagree; without an entry, one of the document's head.
    case conflict(DocId, FactId?, field: String)
    /// What can be harvested, and the lots made of it.
    case lots
    /// A lot to make; `from` is the season whose harvest goes into it first.
    case newLot(from: DocId?)
    /// A lot's way: what went in, what was made of it, its packs and stamps.
    case lot(DocId)
    case visits
    case visit(DocId)
    case scan
    /// Stamps of a whole sheet or roll; which lot they are for may be said at the end.
    case sweep(lot: DocId?)
    /// For which lot stamps are to be activated.
    case stampLot
    /// Stamps for a lot: by sheets, by numbers, by whole rolls.
    case activate(DocId)
    /// One activation of stamps: how it stands, and what happened to it.
    case claim(FactId)
    /// The stamps in hand, as evidence for a disputed activation.
    case rescan(FactId)
    /// Activations of stamps that wait for a person.
    case tasks
    case outbox
    /// Files that go from phone to phone.
    case bundles
    case people
    case addPerson
    /// The PIN of who wants to record.
    case pin(PersonId)
    /// A new PIN for who records now.
    case newPin
    case settings
    /// What the network costs.
    case dataUse
    case backup
    case organisations
    case licences

    public var path: String {
        switch self {
        case .home: "home"
        case .choose(let kind): "choose/\(kind)"
        case .steps(let doc): "steps/\(doc)"
        case .entry(let doc, let step, let like, let from):
            "entry/\(doc)/\(step)/\(like?.uuidString ?? "")/\(from?.uuidString ?? "")"
        case .saved(let fact): "saved/\(fact)"
        case .history(let fact): "history/\(fact)"
        case .correct(let fact, let field): "correct/\(fact)/\(field)"
        case .void(let fact): "void/\(fact)"
        case .conflicts: "conflicts"
        case .conflict(let doc, let fact, let field): "conflict/\(doc)/\(fact?.uuidString ?? "")/\(field)"
        case .lots: "lots"
        case .newLot(let from): "new-lot/\(from?.uuidString ?? "")"
        case .lot(let doc): "lot/\(doc)"
        case .visits: "visits"
        case .visit(let doc): "visit/\(doc)"
        case .sweep(let lot): "sweep/\(lot?.uuidString ?? "")"
        case .activate(let lot): "activate/\(lot)"
        case .claim(let claim): "claim/\(claim)"
        case .rescan(let claim): "rescan/\(claim)"
        case .pin(let person): "pin/\(person)"
        case .scan, .stampLot, .tasks, .outbox, .bundles, .people, .addPerson, .newPin, .settings, .dataUse, .backup,
            .organisations, .licences:
            "\(self)"
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
        case ("entry", 5):
            UUID(uuidString: parts[1]).map {
                .entry($0, step: parts[2], like: UUID(uuidString: parts[3]), from: UUID(uuidString: parts[4]))
            }
        case ("saved", 2): UUID(uuidString: parts[1]).map(Screen.saved)
        case ("history", 2): UUID(uuidString: parts[1]).map(Screen.history)
        case ("correct", 3): UUID(uuidString: parts[1]).map { .correct($0, field: parts[2]) }
        case ("void", 2): UUID(uuidString: parts[1]).map(Screen.void)
        case ("conflicts", 1): .conflicts
        case ("conflict", 4):
            UUID(uuidString: parts[1]).map { .conflict($0, UUID(uuidString: parts[2]), field: parts[3]) }
        case ("lots", 1): .lots
        case ("new-lot", 2): .newLot(from: UUID(uuidString: parts[1]))
        case ("lot", 2): UUID(uuidString: parts[1]).map(Screen.lot)
        case ("visits", 1): .visits
        case ("visit", 2): UUID(uuidString: parts[1]).map(Screen.visit)
        case ("sweep", 2): .sweep(lot: UUID(uuidString: parts[1]))
        case ("activate", 2): UUID(uuidString: parts[1]).map(Screen.activate)
        case ("claim", 2): UUID(uuidString: parts[1]).map(Screen.claim)
        case ("rescan", 2): UUID(uuidString: parts[1]).map(Screen.rescan)
        case ("pin", 2): UUID(uuidString: parts[1]).map(Screen.pin)
        case (let name?, 1): plain.first { $0.path == name }
        default: nil
        }
    }

    /// Those that need no more than their name.
    private static let plain: [Screen] = [
        .scan, .stampLot, .tasks, .outbox, .bundles, .people, .addPerson, .newPin, .settings, .dataUse, .backup,
        .organisations, .licences,
    ]

    private static func kind(_ name: String) -> DocKind? {
        [DocKind.register, .season, .lot, .visit].first { "\($0)" == name }
    }
}
