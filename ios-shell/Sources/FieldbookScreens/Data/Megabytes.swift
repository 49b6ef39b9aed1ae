import Fieldbook
import Foundation

/// `0,2 MB`: everything of the day, both ways.
public func megabytes(_ day: DayUse, _ lang: Lang) -> String {
    megabytes(day.facts.up + day.facts.down + day.photos.up + day.photos.down, lang)
}

public func megabytes(_ bytes: UInt64, _ lang: Lang) -> String {
    var exact = Decimal(bytes) / 1_000_000
    var said = Decimal()
    // Up: what was used is never said to be less.
    NSDecimalRound(&said, &exact, 1, .up)
    return sayNumber(said, lang: lang) + " MB"
}
