import Fieldbook
import Foundation

/// An amount being typed: the digits as the pad wrote them, and its unit.
public struct AmountForm: Sendable {
    /// What it may be entered in.
    public private(set) var units: [EnteredUnit]
    public private(set) var digits = ""
    public var unit: EnteredUnit

    /// The first unit until another is chosen.
    init?(_ units: [EnteredUnit]) {
        guard let first = units.first else { return nil }
        (self.units, unit) = (units, first)
    }

    /// The unit that stands until another is chosen.
    init(_ units: [EnteredUnit], in unit: EnteredUnit) {
        (self.units, self.unit) = (units, unit)
        countIn(unit)
    }

    /// In the unit of an older amount, also one in which nobody would enter it now.
    mutating func countIn(_ old: EnteredUnit) {
        if !units.contains(old) { units.append(old) }
        unit = old
    }

    /// Nothing while nothing is typed. The core reads it, as it reads what people type anywhere.
    func quantity() throws(FieldbookError) -> Quantity? {
        digits.isEmpty ? nil : try parseQuantity("\(digits) \(unitName(unit))")
    }

    mutating func fillLike(_ quantity: Quantity, _ lang: Lang) {
        digits = typed(quantity.entered, lang)
        countIn(quantity.enteredUnit)
    }

    /// `2,5 tạ`; digits have no space in them.
    var kept: String { "\(digits) \(unitName(unit))" }

    /// As it was left: digits, a space, the unit.
    mutating func takeUp(_ kept: String?) {
        guard let kept, let space = kept.firstIndex(of: " ") else { return }
        digits = String(kept[..<space])
        unit = units.first { unitName($0) == kept[space...].dropFirst() } ?? unit
    }

    /// What was typed there is now typed here, where nothing is yet.
    mutating func takeOver(_ other: inout AmountForm) {
        if !digits.isEmpty || other.digits.isEmpty { return }
        digits = other.digits
        countIn(other.unit)
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

/// An amount that a step asks for.
@dynamicMemberLookup
public struct AskedAmount: Sendable, Identifiable {
    public let rule: QuantityRule
    public var typed: AmountForm

    init?(_ rule: QuantityRule) {
        guard let typed = AmountForm(rule.units) else { return nil }
        (self.rule, self.typed) = (rule, typed)
    }

    public var id: QuantityRole { rule.role }

    public subscript<Value>(dynamicMember path: KeyPath<AmountForm, Value>) -> Value { typed[keyPath: path] }

    public subscript<Value>(dynamicMember path: WritableKeyPath<AmountForm, Value>) -> Value {
        get { typed[keyPath: path] }
        set { typed[keyPath: path] = newValue }
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
