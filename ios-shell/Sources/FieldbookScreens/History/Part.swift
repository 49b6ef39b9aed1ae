import Fieldbook
import Foundation

/// One part of an entry, or of a document's head: what it is called, and how its values are said.
public struct Part: Sendable, Identifiable {
    public enum Kind: Sendable {
        /// An amount, which may be put right in one of these units; the first of the two is the one it stands in.
        case amount(QuantityRole, EnteredUnit, [EnteredUnit])
        case asked(StepField)
        case note
        /// When it happened.
        case occurred
        /// Whether the entry is crossed out.
        case void
        /// A part that this version of the app does not know, or one of a document's head.
        case other
    }

    /// The core's name for it.
    public let field: String
    public let label: Wording
    public let kind: Kind

    public var id: String { field }

    /// What it says now; nothing when it was left open.
    public func value(in entry: FactView) -> FieldValue? {
        switch kind {
        case .amount(let role, _, _):
            entry.fact.quantities.first { $0.role == role }.map { .amount(value: $0.quantity) }
        case .asked, .other: entry.fact.fields[field]
        case .note: entry.fact.note.map { .text(value: $0) }
        case .occurred: .text(value: entry.fact.occurred.rfc3339)
        case .void: .bool(value: entry.voided != nil)
        }
    }

    /// A value in words.
    public func said(_ value: FieldValue, _ words: Words, _ times: Times) -> String {
        let plain = plain(value, words, times)
        switch (kind, value) {
        case (.asked(let asked), _): return said(plain, as: asked.takes, words.lang)
        case (.occurred, _): return moment(value).map { times.moment($0, words) } ?? plain
        case (.void, .bool(let crossedOut)): return crossedOut ? words.history.crossedOut : words.history.stands
        default: return plain
        }
    }

    private func said(_ plain: String, as takes: Answer, _ lang: Lang) -> String {
        switch takes {
        case .choice(let choices): choices.first { $0.code == plain }?.name[lang] ?? plain
        case .number(let unit, _, _, _): unit.map { plain + " " + $0[lang] } ?? plain
        default: plain
        }
    }

    private func plain(_ value: FieldValue, _ words: Words, _ times: Times) -> String {
        switch value {
        case .text(let text): text
        case .number(let number): sayNumber(number, lang: words.lang)
        case .bool(let holds): holds ? words.app.yes : words.app.no
        case .date(let day): times.day(day, words)
        case .amount(let quantity): sayNumber(quantity.entered, lang: words.lang) + " " + unitName(quantity.enteredUnit)
        }
    }
}

/// The core's name for crossing an entry out.
let voidField = "void"

/// The moment that a field keeps as text.
func moment(_ value: FieldValue) -> Moment? {
    guard case .text(let text) = value else { return nil }
    return Moment(rfc3339: text)
}

extension Fieldbook {
    /// Everything of an entry that people correct one by one: amounts first, then the step's fields, its note and its moment.
    nonisolated func parts(of entry: FactView, _ step: Step?) async -> [Part] {
        var parts: [Part] = []
        for amount in entry.fact.quantities {
            let field = "qty.\(amount.role)"
            let rule = step?.quantities.first { $0.role == amount.role }
            let label = if let rule { rule.label } else { await label(of: field) }
            let kind = Part.Kind.amount(amount.role, amount.quantity.enteredUnit, rule?.units ?? [])
            parts.append(Part(field: field, label: label, kind: kind))
        }
        parts += step?.fields.map { Part(field: $0.code, label: $0.label, kind: .asked($0)) } ?? []
        parts.append(Part(field: "note", label: await label(of: "note"), kind: .note))
        parts.append(Part(field: "occurred", label: await label(of: "occurred"), kind: .occurred))
        return parts
    }

    /// The part that a field of an entry is, also one that nobody can see there.
    nonisolated func part(_ field: String, of entry: FactView, _ step: Step?) async -> Part {
        if let known = await parts(of: entry, step).first(where: { $0.field == field }) { return known }
        return Part(field: field, label: await label(of: field), kind: field == voidField ? .void : .other)
    }

    /// What the core calls a field.
    nonisolated func label(of field: String) async -> Wording {
        await saying("field." + field)
    }

    /// A sentence of the core's in both languages.
    nonisolated func saying(_ key: String) async -> Wording {
        Wording(vi: await catalog.say(.vi, key: key, args: [:]), en: await catalog.say(.en, key: key, args: [:]))
    }
}
