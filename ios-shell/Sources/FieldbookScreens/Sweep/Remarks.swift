import Fieldbook
import Foundation

extension SweepReport {
    /// How many stamps are proposed.
    public var count: Int {
        let ranged = ranges.reduce(Decimal(0)) { $0 + $1.count }
        return whole(ranged + Decimal(codes.reduce(0) { $0 + $1.stamps.count }))
    }

    /// How many stamps are missing between those that were read.
    public var gaps: Int {
        whole(ranges.flatMap(\.gaps).reduce(Decimal(0)) { $0 + ((try? $1.range.count()) ?? 0) })
    }

    public var missing: [MissingStamp] { ranges.flatMap(\.gaps).flatMap(\.missing) }

    /// Those that are listed: more are no slip of the hand, and a list of them helps nobody.
    public var missingListed: [MissingStamp] { Array(missing.prefix(12)) }

    public var leftOut: [SerialRange] { ranges.flatMap(\.leftOut) }

    /// The camera lost its way: parts of the sheet that do not touch each other.
    public var lost: Bool { Set(spots.map(\.place.patch)).count > 1 }

    /// What was seen where the stamp should be.
    public func there(_ stamp: MissingStamp, _ words: Words) -> String? {
        let spot = stamp.there.flatMap { there in spots.first { $0.spot == there } }
        if spot?.mark == .unread || spot?.mark == .unsure { return words.sweep.notReadThere }
        if spot != nil { return words.sweep.otherThere }
        return stamp.place == nil ? nil : words.sweep.nothingThere
    }
}

extension SweptStranger {
    /// What to call it.
    public var label: String { serial ?? text }

    /// The activation that has it already, where that is what is wrong with it.
    public var claim: FactId? {
        guard case .claimed(let claim, _, _) = reason else { return nil }
        return claim
    }

    /// What is wrong with it, as a sentence of its own.
    public func why(_ lang: Lang) -> String { said[lang].prefix(1).uppercased() + said[lang].dropFirst() }
}

/// A count as screens say it: more than a phone counts is very many, whatever it is.
func whole(_ count: Counter) -> Int {
    NSDecimalNumber(decimal: min(count, Decimal(Int32.max))).intValue
}
