import Fieldbook
import Foundation

/// Says moments as people do: `07:12 hôm nay`, `hôm qua`, `3/10/2026`.
public struct Times: Sendable {
    private let zone: TimeZone
    private let clock: @Sendable () -> Date

    public init(zone: TimeZone = .current, clock: @escaping @Sendable () -> Date = { Date() }) {
        self.zone = zone
        self.clock = clock
    }

    public var now: Date { clock() }

    private var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar
    }

    public var moment: Moment { Moment(clock(), in: zone) }
    public var today: CivilDate { CivilDate(clock(), in: zone) }
    public var yesterday: CivilDate { day(in: -1) }

    /// So many days from today.
    public func day(in days: Int) -> CivilDate {
        CivilDate(calendar.date(byAdding: .day, value: days, to: clock()) ?? clock(), in: zone)
    }

    /// How many days there are until a day that was agreed on; below zero when it is past.
    public func days(until day: CivilDate) -> Int {
        calendar.dateComponents([.day], from: today.dateComponents, to: day.dateComponents).day ?? 0
    }

    /// The hour that it is now, on that day: nobody is asked for more.
    public func moment(on day: CivilDate) -> Moment {
        var parts = calendar.dateComponents([.hour, .minute, .second], from: clock())
        (parts.year, parts.month, parts.day) = (day.year, day.month, day.day)
        return Moment(calendar.date(from: parts) ?? clock(), in: zone)
    }

    public func day(_ day: CivilDate, _ words: Words) -> String {
        if day == today { return words.app.today }
        if day == yesterday { return words.app.yesterday }
        if day == self.day(in: 1) { return words.app.tomorrow }
        return words.lang == .vi
            ? "\(day.day)/\(day.month)/\(day.year)" : "\(day.day) \(Self.englishMonths[day.month - 1]) \(day.year)"
    }

    /// Longer ago than anybody fills in one form without putting the phone away.
    func isAwhile(since moment: Moment) -> Bool { CivilDate(moment.date, in: zone) < today || now.timeIntervalSince(moment.date) > 3600 }

    public func isToday(_ moment: Moment) -> Bool { CivilDate(moment.date, in: zone) == today }

    /// The day on which a moment falls here.
    public func day(of moment: Moment, _ words: Words) -> String {
        day(CivilDate(moment.date, in: zone), words)
    }

    public func moment(_ date: Date, _ words: Words) -> String {
        let parts = calendar.dateComponents([.hour, .minute], from: date)
        let clock = [parts.hour, parts.minute].map { part in
            let digits = String(part ?? 0)
            return digits.count < 2 ? "0" + digits : digits
        }
        let day = day(CivilDate(date, in: zone), words)
        // Behind the hour the day is no longer the first word.
        return clock.joined(separator: ":") + " " + day.prefix(1).lowercased() + day.dropFirst()
    }

    public func moment(_ moment: Moment, _ words: Words) -> String {
        self.moment(moment.date, words)
    }

    private static let englishMonths = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
