import Fieldbook
import Foundation
import Observation

/// What the network was used for, the newest day first.
public struct DataPage: Sendable {
    public let days: [DayUse]
    private let today: CivilDate

    public var ofToday: [DayUse] { days.filter { $0.day == today } }
    public var ofMonth: [DayUse] { days.filter { ($0.day.year, $0.day.month) == (today.year, today.month) } }

    @MainActor
    public static func following(_ session: Session) -> Following<DataPage> {
        let today = session.times.today
        return Following { [book = session.book] in
            // More days than any month has.
            book.watch(.outbox, read: { DataPage(days: try await $0.sync.usage(31), today: today) })
        }
    }
}

extension [DayUse] {
    /// Bytes up.
    public var up: UInt64 { reduce(0) { $0 + $1.facts.up + $1.photos.up } }

    /// Bytes down.
    public var down: UInt64 { reduce(0) { $0 + $1.facts.down + $1.photos.down } }

    /// Bytes that went over a SIM card.
    public var metered: UInt64 { reduce(0) { $0 + $1.metered } }

    /// What they cost, đồng, about.
    public var vnd: UInt64 { reduce(0) { $0 + $1.vnd } }

    /// `0,2 MB, khoảng 3.000 đồng`.
    public func used(_ words: Words) -> String {
        let money = "\(sayNumber(Decimal(vnd), lang: words.lang)) \(words.data.priceUnit)"
        return words.data.used(size: megabytes(up + down, words.lang), money: money)
    }

    /// Which way it went.
    public func parts(_ words: Words) -> String {
        let lang = words.lang
        return [
            words.data.sent(size: megabytes(up, lang)), words.data.fetched(size: megabytes(down, lang)),
            words.data.throughSim(size: megabytes(metered, lang)),
        ].joined(separator: " · ")
    }
}

/// Whether large photos wait for Wi-Fi.
@MainActor
public final class PhotosForm {
    public let work = Work()

    private let session: Session

    public init(_ session: Session) {
        self.session = session
    }

    public var wait: Bool { session.memory.photosWait }

    /// The book is opened anew for it.
    public func choose(_ wait: Bool) {
        guard wait != self.wait, !work.running else { return }
        session.memory.photosWait = wait
        work.start { [session] in await session.opening.reopen() }
    }
}

extension PhotoRule {
    /// The core's usual rule, but for one thing: no photo waits for Wi-Fi. The usual numbers are those of the core's
    /// documentation, for a rule is given whole or not at all.
    static var overAnything: PhotoRule {
        PhotoRule(
            longestSide: 1600, bytes: 300 * 1024, asIsBytes: 2 * 1024 * 1024, thumbnailSide: 320,
            meteredBytes: 16 * 1024 * 1024,  // the largest file that a book keeps
            meteredMinutes: 0, reserveBytes: 64 * 1024 * 1024, keepDays: 90)
    }
}

/// What a megabyte costs, from which the book reckons the rest.
@MainActor @Observable
public final class PriceForm {
    public var typed: String
    public let work = Work()

    private let session: Session

    public init(_ session: Session) {
        self.session = session
        typed = session.memory.vndPerMb.map { String($0) } ?? ""
    }

    private var price: UInt32? { trimmed(typed).flatMap { UInt32($0) } }

    public var wrong: String? {
        trimmed(typed) != nil && price == nil ? session.memory.words.data.priceWrong : nil
    }

    /// There is another price to keep.
    public var changed: Bool { price != nil && price != session.memory.vndPerMb }

    /// The book is opened anew for it.
    public func save() {
        guard let price else { return }
        session.memory.vndPerMb = price
        work.start { [session] in await session.opening.reopen() }
    }
}
