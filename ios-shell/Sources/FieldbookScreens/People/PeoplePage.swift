import Fieldbook
import Foundation
import Observation

/// Who works on this phone, and what the one who records may do.
public struct PeoplePage: Sendable {
    public let profiles: [Profile]
    public let rights: Rights
    /// The pictures of those who have given one: a phone's few people, 15 KB each.
    public let faces: [PersonId: Data]

    public var current: Profile? { profiles.first(where: \.current) }
    public var others: [Profile] { profiles.filter { !$0.current } }

    public func profile(_ person: PersonId) -> Profile? { profiles.first { $0.person == person } }

    @MainActor
    public static func following(_ book: Fieldbook) -> Following<PeoplePage> {
        Following {
            book.watch(.documents, .outbox, read: { try await read($0.people) })
        }
    }

    private static func read(_ people: People) async throws -> PeoplePage {
        let profiles = try await people.profiles()
        var faces: [PersonId: Data] = [:]
        for profile in profiles where profile.hasPortrait {
            faces[profile.person] = try await people.portrait(profile.person)
        }
        return PeoplePage(profiles: profiles, rights: try await people.rights(), faces: faces)
    }
}

extension Profile {
    /// The two letters by which a person is told at a glance: `Lò Thị Mai` is LM.
    public var initials: String {
        let parts = name.split(whereSeparator: \.isWhitespace)
        let last = parts.dropFirst().last
        return [parts.first, last].compactMap { $0?.first?.uppercased() }.joined()
    }

    /// What they may do, and what their name alone does not say.
    public func about(_ words: Words) -> String {
        var roles: [Role] = []
        for role in orgs.flatMap(\.roles) where !roles.contains(role) { roles.append(role) }
        let pin = hasPin ? words.people.withPin : nil
        let waits = pending ? words.people.pending : nil
        return [roles.said(words.lang), pin, waits].compactMap(\.self).joined(separator: " · ")
    }

    /// Why the hub did not take their last invitation, and what helps.
    public func notTaken(_ words: Words) -> String? {
        guard let refused else { return nil }
        let reason = sayRefusal(refused)
        return trimmed("\(reason.said[words.lang]) \(reason.remedy[words.lang])")
    }
}

extension [Role] {
    public func said(_ lang: Lang) -> String { map { roleName($0)[lang] }.joined(separator: ", ") }
}

/// Who records is changed.
@MainActor @Observable
public final class Switching {
    public let work = Work()
    /// The PIN that is being typed.
    public private(set) var digits = ""

    private let session: Session

    public init(_ session: Session) {
        self.session = session
    }

    public var ready: Bool { digits.count >= pinDigits.lowerBound && !work.running }

    /// One tap, and they record; who has a PIN is asked for it first.
    public func to(_ profile: Profile) {
        if profile.hasPin {
            session.way.to(.pin(profile.person))
        } else {
            work.start { [session] in
                _ = try await session.book.people.switchTo(profile.person)
                session.way.home()
            }
        }
    }

    /// For whom new seasons, lots and visits are opened.
    public func workFor(_ org: OrgId) {
        work.start { [session] in _ = try await session.book.people.workFor(org) }
    }

    public func press(_ key: Character) {
        digits = String((digits + String(key)).prefix(pinDigits.upperBound))
        work.forgive()
    }

    public func erase() {
        digits = String(digits.dropLast())
        work.forgive()
    }

    /// How long to wait after wrong PINs, the book says.
    public func unlock(_ person: PersonId) {
        let pin = digits
        digits = ""
        work.start { [session] in
            _ = try await session.book.people.switchTo(person, pin: pin)
            session.way.home()
        }
    }
}
