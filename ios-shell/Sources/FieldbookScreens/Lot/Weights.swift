import Fieldbook
import Foundation

/// What one step took and gave, in kilograms, and the packs it made. Only what was written down: nothing is guessed.
public struct Weights: Sendable {
    public let taken: Decimal?
    public let given: Decimal?
    public let packs: Decimal?
    /// What the lot weighs more after it; less, when it is below zero.
    public let change: Decimal
    /// What drying, milling and sorting took away.
    public let loss: Decimal?

    init(_ fact: Fact) {
        taken = normal(fact, .in, .kilogram)
        given = normal(fact, .out, .kilogram)
        packs = fact.kind == .pack ? normal(fact, .out, .piece) : nil
        let came = fact.kind == .receive ? taken : sum(fact.origins.compactMap(\.quantity), .kilogram)
        // What of it was in the lot before.
        let drawn = fact.kind == .receive ? 0 : (taken ?? 0) - (came ?? 0)
        change =
            switch fact.kind {
            case .receive: came ?? 0
            case .process: (given ?? 0) - drawn
            case .pack: -drawn
            case .ship: -(given ?? 0)
            default: 0
            }
        loss = if fact.kind == .process, let taken, let given { taken - given } else { nil }
    }

    /// Of a hundred kilograms.
    public var lossPercent: Decimal? {
        guard let loss, let taken, taken != 0 else { return nil }
        var exact = loss * 100 / taken
        var whole = Decimal()
        NSDecimalRound(&whole, &exact, 0, .plain)
        return whole
    }
}

/// All steps of a lot together.
public struct Balance: Sendable {
    /// What is there, as far as it was weighed; nothing when the weights do not add up, or nothing was weighed.
    public let left: Decimal?
    public let packs: Decimal?

    init(_ steps: [Weights]) {
        let change = steps.map(\.change).reduce(0, +)
        left = change >= 0 && steps.contains { $0.change != 0 } ? change : nil
        packs = added(steps.compactMap(\.packs))
    }
}

private func normal(_ fact: Fact, _ role: QuantityRole, _ unit: NormalUnit) -> Decimal? {
    sum(fact.quantities.filter { $0.role == role }.map(\.quantity), unit)
}

/// What can be weighed so, and the rest left out.
private func sum(_ quantities: [Quantity], _ unit: NormalUnit) -> Decimal? {
    added(quantities.compactMap { try? normalQuantity($0) }.filter { $0.unit == unit }.map(\.amount))
}

private func added(_ amounts: [Decimal]) -> Decimal? {
    amounts.isEmpty ? nil : amounts.reduce(0, +)
}
