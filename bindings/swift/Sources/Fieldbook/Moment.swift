// Moments and dates as they were where something happened.

import Foundation

/// `TimeZone.gmt` is there from iOS 16 on. Every system knows this offset.
private let utc = TimeZone(secondsFromGMT: 0) ?? .current

/// An instant with the civil offset it was seen in: `Date` says when, the offset what the clock on the wall said. The
/// book keeps milliseconds and whole minutes of offset.
public struct Moment: Sendable, Hashable, CustomStringConvertible {
    /// When.
    public let date: Date
    /// How far the wall clock was ahead of UTC; Vietnam is 25,200.
    public let secondsFromGMT: Int

    /// An instant as a clock in that time zone shows it; without one, this device's.
    public init(_ date: Date = Date(), in zone: TimeZone = .current) {
        self.init(date: date, secondsFromGMT: zone.secondsFromGMT(for: date))
    }

    /// RFC 3339 with an offset, such as `2026-10-02T06:30:00+07:00`; nothing when the text is not that.
    public init?(rfc3339 text: String) {
        guard let offset = Self.offset(of: text) else { return nil }
        let date = Self.styles.lazy.compactMap { try? Date(text, strategy: $0) }.first
        guard let date else { return nil }
        self.init(date: date, secondsFromGMT: offset)
    }

    private init(date: Date, secondsFromGMT: Int) {
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        self.date = Date(timeIntervalSince1970: milliseconds / 1000)
        self.secondsFromGMT = secondsFromGMT / 60 * 60
    }

    private var milliseconds: Int64 {
        Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    /// The time zone with just this offset.
    public var timeZone: TimeZone {
        TimeZone(secondsFromGMT: secondsFromGMT) ?? utc
    }

    /// The civil day where it happened.
    public var day: CivilDate {
        CivilDate(date, in: timeZone)
    }

    /// RFC 3339 with milliseconds, in the offset: `2026-10-02T06:30:00.000+07:00`.
    public var rfc3339: String {
        // `ISO8601FormatStyle` cuts fractions off a binary number, so that a millisecond may be lost; it gets none.
        let (second, millisecond) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let (whole, rest) = millisecond < 0 ? (second - 1, millisecond + 1000) : (second, millisecond)
        let style = Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: timeZone)
        let text = Date(timeIntervalSince1970: TimeInterval(whole)).formatted(style)
        let zone = text.suffix(text.hasSuffix("Z") ? 1 : 6)
        return text.dropLast(zone.count) + "." + String(1000 + rest).dropFirst() + zone
    }

    public var description: String {
        rfc3339
    }

    private static let styles = [false, true].map { fractions in
        Date.ISO8601FormatStyle(timeZoneSeparator: .colon, includingFractionalSeconds: fractions)
    }

    /// The offset at the end of the text, in seconds: `Z`, or a sign, two digits, a colon and two digits.
    private static func offset(of text: String) -> Int? {
        if text.hasSuffix("Z") { return 0 }
        let end = text.suffix(6)
        let parts = end.dropFirst().split(separator: ":").compactMap { Int($0) }
        guard let sign = end.first, "+-".contains(sign), parts.count == 2 else { return nil }
        return (sign == "-" ? -1 : 1) * (parts[0] * 3600 + parts[1] * 60)
    }
}

/// A civil date without a time: the same day everywhere.
public struct CivilDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The year of the Gregorian calendar.
    public let year: Int
    /// 1 to 12.
    public let month: Int
    /// 1 to 31.
    public let day: Int

    /// Nothing for a day that no calendar has.
    public init?(year: Int, month: Int, day: Int) {
        let parts = DateComponents(calendar: Self.calendar(utc), year: year, month: month, day: day)
        guard parts.isValidDate else { return nil }
        self.init(parts: (year, month, day))
    }

    /// The day of an instant in a time zone; without one, this device's.
    public init(_ date: Date, in zone: TimeZone = .current) {
        let parts = Self.calendar(zone).dateComponents([.year, .month, .day], from: date)
        self.init(parts: (parts.year ?? 1970, parts.month ?? 1, parts.day ?? 1))
    }

    /// `2026-10-02`; nothing when the text is not that.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
        self.init(year: year, month: month, day: day)
    }

    private init(parts: (year: Int, month: Int, day: Int)) {
        (year, month, day) = parts
    }

    /// For calendars and date pickers.
    public var dateComponents: DateComponents {
        DateComponents(year: year, month: month, day: day)
    }

    /// `2026-10-02`.
    public var description: String {
        let padded = [(year, 4), (month, 2), (day, 2)].map { number, width in
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded.joined(separator: "-")
    }

    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    private static func calendar(_ zone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar
    }
}

extension Date {
    /// What the book counts: milliseconds since 1970-01-01T00:00Z.
    init(millisecondsSince1970 milliseconds: Int64) {
        self.init(timeIntervalSince1970: TimeInterval(milliseconds) / 1000)
    }
}
