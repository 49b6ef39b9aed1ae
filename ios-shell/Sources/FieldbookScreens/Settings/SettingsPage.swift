import Fieldbook
import Foundation
import Observation

/// What the settings say of the book.
public struct SettingsPage: Sendable {
    public let me: Me
    public let clock: ClockView
    public let rescue: Rescue?
    public let orgs: [FollowedOrg]

    @MainActor
    public static func following(_ book: Fieldbook) -> Following<SettingsPage> {
        Following {
            book.watch(.documents, .outbox, read: { book in
                SettingsPage(
                    me: try await book.people.me(), clock: await book.sync.clock(), rescue: try await book.rescue(),
                    orgs: try await book.sync.followed())
            })
        }
    }
}

extension ClockView {
    /// By how many minutes the phone's clock is off, once it is known and worth a word: three, by the book's own advice.
    public var minutesOff: Int? {
        guard let offset = offset.map({ abs($0) }), offset >= 180 else { return nil }
        return Int((offset / 60).rounded())
    }

    public var isRight: Bool { state == .checked && minutesOff == nil }

    /// A wrong clock is the person's to set: what was written is never rewritten.
    public func said(_ words: Words) -> (text: String, tone: Tone?) {
        if let minutesOff { return (words.settings.clockOff(count: minutesOff), .warn) }
        if isRight { return (words.settings.clockRight, .good) }
        return (clockStateName(state)[words.lang], state == .turned ? .warn : nil)
    }
}

/// The book looks itself through, mends its lists, and tells the engineers what was wrong.
@MainActor @Observable
public final class Checking {
    public let work = Work()
    public private(set) var report: CheckReport?
    /// Entries in the lists that were built anew.
    public private(set) var mended: UInt64?

    private let session: Session

    public init(_ session: Session) {
        self.session = session
    }

    public func start() {
        work.start { [self] in
            (report, mended) = (nil, nil)
            report = try await session.book.check()
        }
    }

    public func mend() {
        work.start { [self] in mended = try await session.book.rebuild() }
    }

    public func tell() {
        work.start { [self] in
            let lines = (report?.problems ?? []).joined(separator: "\n")
            await session.device.files.share(name: "so-dong-check.txt", bytes: Data(lines.utf8))
        }
    }
}

/// What was saved of a damaged book, in the book's own sentence, until the person has read it.
@MainActor @Observable
public final class Rescued {
    public let work = Work()
    /// It is not told again; the book itself tells nobody that it was forgotten.
    public private(set) var isRead = false

    private let session: Session

    public init(_ session: Session) {
        self.session = session
    }

    public func read() {
        work.start { [self] in
            try await session.book.forgetRescue()
            isRead = true
        }
    }
}

/// Whose books come to this phone.
@MainActor @Observable
public final class FollowingOrgs {
    public private(set) var page: Following<SettingsPage>
    public let work = Work()

    private let session: Session

    public init(_ session: Session) {
        self.session = session
        page = SettingsPage.following(session.book)
    }

    public func follow(_ org: FollowedOrg) {
        work.start { [self] in
            try await session.book.sync.follow(org.org)
            // The book rings for what is written in it, and this changes nothing of that.
            page = SettingsPage.following(session.book)
        }
    }

    public func unfollow(_ org: FollowedOrg) {
        work.start { [self] in
            try await session.book.sync.unfollow(org.org)
            page = SettingsPage.following(session.book)
        }
    }
}

/// Something of others in this app, and under what terms it is here.
public struct Borrowed: Sendable, Identifiable {
    public let name: String
    public let licence: String
    public let place: String

    public var id: String { name }

    public static let all = [
        Borrowed(name: "Be Vietnam Pro", licence: "SIL Open Font License 1.1", place: "github.com/bettergui/BeVietnamPro"),
        Borrowed(name: "Material Design Icons", licence: "Apache License 2.0", place: "github.com/Templarian/MaterialDesign"),
    ]
}
