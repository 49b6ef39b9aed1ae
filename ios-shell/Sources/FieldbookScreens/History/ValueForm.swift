import Fieldbook
import Foundation
import Observation

/// One value being put right, and why. It knows no rule: what is wrong, the core says.
@MainActor @Observable
public final class ValueForm {
    public let part: Part
    /// As a person writes it: words, a number, a choice's code, an ISO day, `yes` or `no`.
    public var typed = ""
    /// The same of an amount, in the unit that stands until another is chosen; nothing for what is none.
    public var amount: AmountForm?
    public var reason = ""

    private let entry: FactView?
    private let lang: Lang

    init(_ part: Part, of entry: FactView?, _ lang: Lang) {
        (self.part, self.entry, self.lang) = (part, entry, lang)
        if case .amount(_, let unit, let units) = part.kind { amount = AmountForm(units, in: unit) }
    }

    public var ready: Bool { amount.map { !$0.digits.isEmpty } ?? (trimmed(typed) != nil) }

    /// A key of the pad.
    public func press(_ key: Character) {
        amount?.press(key, mark: decimalMark(lang))
    }

    public func erase() {
        amount?.erase()
    }

    /// Begins with what it says now.
    func fill(_ value: FieldValue?) {
        typed = value.map(asTyped) ?? ""
    }

    /// What was typed, as the core reads it.
    func value(_ book: Fieldbook) async throws(FieldbookError) -> FieldValue {
        let text = trimmed(typed) ?? ""
        switch part.kind {
        case .amount: return try amount?.quantity().map { .amount(value: $0) } ?? .text(value: text)
        case .occurred: return .text(value: sameHour(on: CivilDate(text))?.rfc3339 ?? text)
        case .void: return .bool(value: text == yes)
        case .note, .other: return .text(value: text)
        case .asked(let asked): return try await answer(text, asked, book)
        }
    }

    private func answer(_ text: String, _ asked: StepField, _ book: Fieldbook) async throws(FieldbookError) -> FieldValue {
        switch asked.takes {
        case .bool: return .bool(value: text == yes)
        case .date: if let day = CivilDate(text) { return .date(value: day) }
        default: break
        }
        guard let entry else { return .text(value: text) }
        return try await book.journal.parseField(entry.doc.id, step: entry.fact.step, field: part.field, text: text)
    }

    /// The clock on the wall as it was, on another day.
    private func sameHour(on day: CivilDate?) -> Moment? {
        guard let day, let occurred = entry?.fact.occurred else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = occurred.timeZone
        var parts = calendar.dateComponents([.hour, .minute, .second, .nanosecond], from: occurred.date)
        (parts.year, parts.month, parts.day) = (day.year, day.month, day.day)
        return calendar.date(from: parts).map { Moment($0, in: occurred.timeZone) }
    }

    /// Nothing when none was given.
    var why: String? { trimmed(reason) }

    private func asTyped(_ value: FieldValue) -> String {
        if case .occurred = part.kind, let moment = moment(value) { return moment.day.description }
        return FieldbookScreens.asTyped(value, lang)
    }
}

extension ValueForm: Drafted {
    var kept: [String: String] {
        var kept = ["typed": typed, "reason": reason]
        if let amount { kept["amount"] = amount.kept }
        return kept
    }

    /// False when it is in a unit that has no place here.
    func takeUp(_ kept: [String: String]) -> Bool {
        (typed, reason) = (kept["typed"] ?? "", kept["reason"] ?? "")
        amount?.takeUp(kept["amount"])
        return amount?.kept == kept["amount"]
    }
}
