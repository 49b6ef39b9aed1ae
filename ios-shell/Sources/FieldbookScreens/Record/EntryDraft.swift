import Fieldbook
import Foundation

extension EntryForm {
    /// All that a person has typed, chosen and photographed in it, under a name.
    func keep(in kept: inout [String: String], as name: String) {
        for amount in amounts { kept["\(name).amounts.\(amount.rule.role)"] = amount.typed.kept }
        for (at, input) in inputs.enumerated() {
            kept["\(name).inputs.\(at).material"] = input.material
            kept["\(name).inputs.\(at).dose"] = input.dose
            if let amount = input.amount, !amount.digits.isEmpty { kept["\(name).inputs.\(at).amount"] = amount.kept }
            kept["\(name).inputs.\(at).days"] = input.days
        }
        for origin in origins where origin.taken { kept["\(name).origins.\(origin.id)"] = origin.amount?.kept ?? "" }
        for (field, said) in answers { kept["\(name).answers.\(field)"] = said }
        if !photos.isEmpty { kept["\(name).photos"] = photos.joined(separator: " ") }
        for (at, voice) in voices.enumerated() { kept["\(name).voices.\(at)"] = voice }
        for (at, span) in stamps.enumerated() { kept["\(name).stamps.\(at)"] = span.kept }
        if !stampFirst.isEmpty { kept["\(name).stamp.first"] = stampFirst }
        if !stampLast.isEmpty { kept["\(name).stamp.last"] = stampLast }
        if !note.isEmpty { kept["\(name).note"] = note }
        if let onBehalfOf { kept["\(name).on_behalf_of"] = onBehalfOf.uuidString }
    }

    /// Goes on where it was left. False when something has no place in it any more: a step of a newer product group may ask for
    /// other things.
    @discardableResult
    func takeUp(_ kept: [String: String], _ name: String) -> Bool {
        for at in amounts.indices { amounts[at].typed.takeUp(kept["\(name).amounts.\(amounts[at].rule.role)"]) }
        takeUpInputs(kept, name)
        for at in origins.indices {
            let said = kept["\(name).origins.\(origins[at].id)"]
            origins[at].taken = said != nil
            origins[at].amount?.takeUp(said)
        }
        for field in step.fields { answers[field.code] = kept["\(name).answers.\(field.code)"] }
        photos = kept["\(name).photos"]?.split(separator: " ").map(String.init) ?? []
        voices = listed(kept, "\(name).voices")
        stamps = listed(kept, "\(name).stamps").compactMap(StampSpan.init(kept:))
        stampFirst = kept["\(name).stamp.first"] ?? ""
        stampLast = kept["\(name).stamp.last"] ?? ""
        note = kept["\(name).note"] ?? ""
        onBehalfOf = kept["\(name).on_behalf_of"].flatMap(UUID.init(uuidString:))
        var again: [String: String] = [:]
        keep(in: &again, as: name)
        return again == kept.filter { $0.key.hasPrefix(name + ".") }
    }

    /// Those of an older entry that is done again know more than what is typed; so each goes on in its own place.
    private func takeUpInputs(_ kept: [String: String], _ name: String) {
        guard let rule = step.inputs else { return }
        let count = listed(kept, "\(name).inputs", ".material").count
        inputs = (0..<max(count, 1)).map { at in
            var input = at < inputs.count ? inputs[at] : InputForm(rule.units)
            input.material = kept["\(name).inputs.\(at).material"] ?? ""
            input.dose = kept["\(name).inputs.\(at).dose"] ?? ""
            input.amount?.takeUp(kept["\(name).inputs.\(at).amount"] ?? " ")
            input.days = kept["\(name).inputs.\(at).days"] ?? ""
            return input
        }
    }
}

extension EntryForm: Drafted {
    private static let name = "entry"

    var kept: [String: String] {
        var kept: [String: String] = [:]
        keep(in: &kept, as: Self.name)
        if let day { kept["day"] = day.description }
        return kept
    }

    var beside: [String: String] { keptBeside(begun, fix) }

    func takeUp(_ kept: [String: String]) -> Bool {
        begun = kept["begun"].flatMap(Moment.init(rfc3339:))
        fix = kept["place"].flatMap(Fix.init(kept:))
        day = kept["day"].flatMap(CivilDate.init)
        return takeUp(kept, Self.name)
    }
}

/// What nobody typed: when a form was begun, and where.
func keptBeside(_ begun: Moment?, _ fix: Fix?) -> [String: String] {
    var beside: [String: String] = [:]
    if let begun { beside["begun"] = begun.description }
    if let fix { beside["place"] = fix.kept }
    return beside
}

extension StampSpan {
    fileprivate var kept: String {
        let counted = [range.prefix, "\(range.width)", range.suffix, "\(range.first)", "\(range.last)"]
        return ([roll?.uuidString ?? "", lease?.uuidString ?? ""] + counted + [code ?? ""]).joined(separator: "\t")
    }

    fileprivate init?(kept: String) {
        let parts = kept.components(separatedBy: "\t")
        guard parts.count == 8, let width = UInt8(parts[3]), let first = Decimal(string: parts[5]), let last = Decimal(string: parts[6])
        else { return nil }
        let range = SerialRange(prefix: parts[2], width: width, suffix: parts[4], first: first, last: last)
        self.init(
            roll: UUID(uuidString: parts[0]), lease: UUID(uuidString: parts[1]), range: range,
            code: parts[7].isEmpty ? nil : parts[7])
    }
}
