import Fieldbook
import Foundation

/// A season or lot that goods can come from, and how much of it is taken.
public struct OriginForm: Sendable, Identifiable {
    public let document: Document
    public internal(set) var taken = false
    public var amount: AmountForm?

    /// `rule` is how the step weighs what goes in.
    init(_ document: Document, rule: QuantityRule?) {
        self.document = document
        amount = rule.flatMap { AmountForm($0.units) }
    }

    public var id: DocId { document.doc.id }
}

/// Where an amount of a form stands: one that the step asks for, the part of one origin among several, or how much of an input
/// was used.
public enum AmountPlace: Hashable, Sendable {
    case asked(QuantityRole)
    case origin(DocId)
    case input(InputForm.ID)
}

extension EntryForm {
    /// The amount that is to be said first.
    var firstAsked: AmountPlace? { amounts.first { $0.rule.required }.map { .asked($0.id) } }

    /// The whole is the sum of what each origin gave: it is not asked for twice.
    public var inParts: Bool { bringsIn && origins.filter(\.taken).count + originsElsewhere.count > 1 }

    /// Each origin says how much; what is mixed in with the lot's own goods does, also when it is the only one.
    public var eachSays: Bool { inParts || !bringsIn }

    /// Takes goods from there, or no longer. What was weighed so far is the part of the only one.
    func take(_ source: DocId) {
        guard let at = origins.firstIndex(where: { $0.id == source }) else { return }
        let before = only
        origins[at].taken.toggle()
        let whole = amounts.firstIndex { $0.id == .in }
        if inParts, let before, let whole { origins[before].amount?.takeOver(&amounts[whole].typed) }
        if !eachSays, let whole, let only, var part = origins[only].amount {
            amounts[whole].typed.takeOver(&part)
            origins[only].amount = part
        }
    }

    private var only: Int? {
        let taken = origins.indices.filter { origins[$0].taken }
        return taken.count == 1 ? taken.first : nil
    }

    /// As an older entry took them.
    func takeFrom(_ old: [Origin], _ lang: Lang) {
        originsElsewhere = old.filter { origin in !origins.contains { $0.id == origin.doc } }
        for at in origins.indices {
            guard let origin = old.first(where: { $0.doc == origins[at].id }) else { continue }
            origins[at].taken = true
            if let quantity = origin.quantity { origins[at].amount?.fillLike(quantity, lang) }
        }
    }

    /// A change of the amount in that place.
    func change(_ place: AmountPlace, _ amount: (inout AmountForm) -> Void) {
        switch place {
        case .asked(let role):
            if let at = amounts.firstIndex(where: { $0.id == role }) { amount(&amounts[at].typed) }
        case .origin(let doc):
            guard let at = origins.firstIndex(where: { $0.id == doc }), var part = origins[at].amount else { return }
            amount(&part)
            origins[at].amount = part
        case .input(let input):
            guard let at = inputs.firstIndex(where: { $0.id == input }), var used = inputs[at].amount else { return }
            amount(&used)
            inputs[at].amount = used
        }
    }

    /// The parts together, in their unit; in kilograms where they have several.
    public func sum() throws(FieldbookError) -> Quantity? {
        var parts = originsElsewhere.compactMap(\.quantity)
        for origin in origins where origin.taken {
            if let part = try origin.amount?.quantity() { parts.append(part) }
        }
        guard let unit = parts.first?.enteredUnit else { return nil }
        if parts.allSatisfy({ $0.enteredUnit == unit }) {
            return Quantity(entered: parts.map(\.entered).reduce(0, +), enteredUnit: unit)
        }
        var kilograms = Decimal()
        for part in parts { kilograms += try normalQuantity(part).amount }
        return Quantity(entered: kilograms, enteredUnit: .kg)
    }

    /// What an amount says: what was typed, or what the parts come to.
    func quantity(_ amount: AskedAmount) throws(FieldbookError) -> Quantity? {
        amount.id == .in && inParts ? try sum() : try amount.typed.quantity()
    }

    func chosenOrigins() throws(FieldbookError) -> [Origin] {
        let whole = try amounts.first { $0.id == .in }?.typed.quantity()
        var chosen: [Origin] = []
        for origin in origins where origin.taken {
            chosen.append(Origin(doc: origin.id, quantity: eachSays ? try origin.amount?.quantity() : whole))
        }
        return chosen + originsElsewhere
    }
}

extension Fieldbook {
    /// What goods can come from: the seasons and the other lots of this book, the newest first.
    nonisolated func sources(_ document: Document, _ step: Step) async throws -> [Document] {
        if !step.asksOrigin { return [] }
        let lots = try await documents.list(.lot).filter { $0.id != document.id }
        return try await documents.list(.season) + lots
    }

    /// Whether goods come in with this step: a delivery, or the first thing that is written for a lot.
    nonisolated func bringsIn(_ document: Document, _ step: Step) async throws -> Bool {
        if !step.asksOrigin { return false }
        if step.kind == .receive { return true }
        return try await journal.query(FactQuery(doc: document.id, limit: 1)).isEmpty
    }
}
