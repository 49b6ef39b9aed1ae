import Fieldbook
import Foundation

/// A farm input being typed.
public struct InputForm: Sendable, Identifiable {
    public let id = UUID()
    public var material = ""
    /// How much was used of it.
    public var amount: AmountForm?
    public var dose = ""
    /// Days until harvest. Only digits: a word here would be lost without anybody noticing.
    public var days = "" {
        didSet { days = String(days.filter { $0.isASCII && $0.isNumber }.prefix(3)) }
    }
    /// What an older entry said besides.
    private var like: Input?

    /// `units` are those that its amount may be entered in.
    init(_ units: [EnteredUnit]) {
        amount = AmountForm(units)
    }

    init(_ units: [EnteredUnit], like: Input, _ lang: Lang) {
        self.init(units)
        self.like = like
        if let quantity = like.quantity { amount?.fillLike(quantity, lang) }
        material = like.material
        dose = like.dose ?? ""
        days = like.preHarvestInterval.map(String.init) ?? ""
    }

    var untouched: Bool { [material, amount?.digits ?? "", dose, days].allSatisfy { trimmed($0) == nil } }

    /// The days until harvest are not written, or are no number.
    var lacksInterval: Bool { UInt16(days) == nil }

    func input() throws(FieldbookError) -> Input {
        // Another product has another ingredient.
        let same = like?.material == trimmed(material)
        return Input(
            material: trimmed(material) ?? "",
            activeIngredient: same ? like?.activeIngredient : nil,
            makerLot: same ? like?.makerLot : nil,
            dose: trimmed(dose),
            quantity: try amount?.quantity(),
            preHarvestInterval: UInt16(days))
    }
}

/// What was typed without the space around it; nothing when that is all.
func trimmed(_ text: String) -> String? {
    let inside = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return inside.isEmpty ? nil : inside
}
