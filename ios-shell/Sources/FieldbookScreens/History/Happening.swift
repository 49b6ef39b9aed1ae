import Fieldbook

/// One line of an entry's history, with the core's words for what is doubtful about it.
public struct Happening: Sendable, Identifiable {
    public let told: HistoryEntry
    public let part: Part?
    /// How far its clock can be trusted; nothing when the hub has checked it.
    public let clock: Wording?
    public let finding: Wording?

    public var id: ChangeHash { told.change }

    init(_ told: HistoryEntry, of entry: FactView, _ step: Step?, in book: Fieldbook) async {
        self.told = told
        part = if let field = told.field { await book.part(field, of: entry, step) } else { nil }
        clock = told.atTrust == .hubChecked ? nil : clockTrustName(told.atTrust)
        finding = if let found = told.finding { await book.saying("finding." + found.code) } else { nil }
    }

    public func who(_ words: Words) -> String {
        let person = told.byName ?? words.history.unknownPerson
        if told.field == voidField, told.new == .bool(value: true) { return words.history.voided(person: person) }
        if told.field != nil { return words.history.corrected(person: person) }
        guard let other = told.onBehalfOfName else { return words.history.recorded(person: person) }
        return words.history.recordedFor(person: person, other: other)
    }

    /// `Độ ẩm: 24 % thành 22 %`.
    public func change(_ words: Words, _ times: Times) -> String? {
        guard let part, part.field != voidField, let new = told.new else { return nil }
        let old = told.old.map { part.said($0, words, times) }.joined(separator: ", ")
        let before = old.isEmpty ? words.history.leftOpen : old
        return part.label[words.lang] + ": " + words.history.fromTo(before: before, after: part.said(new, words, times))
    }

    /// When, and on which device.
    public func moment(_ words: Words, _ times: Times) -> String {
        let device = told.deviceName.map { words.conflict.writtenOn(device: $0) }
        return [times.moment(told.at, words), device].compactMap(\.self).joined(separator: " · ")
    }

    /// A device whose clock was wrong says so itself, once it has met the hub. A clock that is off by less than five minutes
    /// is as good as a wrist watch.
    public func clockOff(_ words: Words) -> String? {
        guard let seconds = told.hubOffsetS, abs(seconds) >= 300 else { return nil }
        let minutes = Int(abs(seconds) / 60)
        return seconds < 0 ? words.history.clockFast(count: minutes) : words.history.clockSlow(count: minutes)
    }
}

extension FindingCode {
    /// The core's name: `pre_harvest_interval`.
    var code: String {
        "\(self)".reduce(into: "") { code, letter in
            code += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
        }
    }
}
