import Fieldbook
import Foundation

/// An amount being typed: the digits as the pad wrote them, and its unit.
public struct AmountForm: Sendable, Identifiable {
    public let rule: QuantityRule
    public private(set) var digits = ""
    public var unit: EnteredUnit

    init?(_ rule: QuantityRule) {
        guard let unit = rule.units.first else { return nil }
        self.rule = rule
        self.unit = unit
    }

    public var id: QuantityRole { rule.role }

    /// Nothing while nothing is typed. The core reads it, as it reads what people type anywhere.
    func quantity() throws(FieldbookError) -> Quantity? {
        digits.isEmpty ? nil : try parseQuantity("\(digits) \(unitName(unit))")
    }

    mutating func fillLike(_ quantity: Quantity, _ lang: Lang) {
        digits = typed(quantity.entered, lang)
        unit = quantity.enteredUnit
    }

    /// As it was left: digits, a space, the unit.
    mutating func takeUp(_ kept: String?) {
        guard let kept, let space = kept.firstIndex(of: " ") else { return }
        digits = String(kept[..<space])
        unit = rule.units.first { unitName($0) == kept[space...].dropFirst() } ?? unit
    }

    /// What was typed there is now typed here, where nothing is yet.
    mutating func takeOver(_ other: inout AmountForm) {
        if !digits.isEmpty || other.digits.isEmpty { return }
        (digits, unit) = (other.digits, other.unit)
        other.digits = ""
    }

    /// A key of the pad; nothing happens where it makes no sense.
    public mutating func press(_ key: Character, mark: Character) {
        digits = pressed(key, after: digits, mark: mark)
    }

    public mutating func erase() {
        digits = String(digits.dropLast())
    }
}

/// What stands there after a key of the pad. More digits than any harvest has would only be a finger that slipped.
func pressed(_ key: Character, after digits: String, mark: Character) -> String {
    if digits.count >= 9 { return digits }
    if key != mark { return digits == "0" ? String(key) : digits + String(key) }
    return digits.contains(mark) ? digits : (digits.isEmpty ? "0" : digits) + String(mark)
}

/// The sign between whole and parts, as the language writes it.
public func decimalMark(_ lang: Lang) -> Character {
    lang == .vi ? "," : "."
}

/// A number as a person types it: without the signs that only group its digits.
func typed(_ number: DecimalNumber, _ lang: Lang) -> String {
    sayNumber(number, lang: lang).replacingOccurrences(of: lang == .vi ? "." : ",", with: "")
}
