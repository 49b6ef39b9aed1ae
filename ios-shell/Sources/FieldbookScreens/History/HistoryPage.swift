import Fieldbook
import Foundation

/// One entry, and everything that happened to it, read at once.
public struct HistoryPage: Sendable {
    /// Where goods came from, by the name that people use; none for what is not on this phone.
    public struct From: Sendable {
        public let origin: Origin
        public let name: String?
    }

    public let entry: FactView
    public let document: Document
    public let step: Step?
    public let parts: [Part]
    public let origins: [From]
    /// Oldest first.
    public let happened: [Happening]
    public let receipts: [FactReceipt]
    /// Why this person may not correct it; nothing when they may.
    public let notAllowed: FieldbookError?
    /// Corrections that are shown, and that the hub holds or has refused.
    public let notTaken: [NotTaken]

    /// The page of an entry, now and after every change.
    @MainActor
    public static func following(_ fact: FactId, in book: Fieldbook) -> Following<HistoryPage> {
        Following { book.watch(.facts, .outbox, read: { try await HistoryPage(of: fact, in: $0) }) }
    }

    init(of fact: FactId, in book: Fieldbook) async throws {
        let entry = try await book.journal.get(fact)
        let step = await book.step(of: entry)
        (self.entry, self.step) = (entry, step)
        document = try await book.documents.get(entry.doc.id)
        parts = await book.parts(of: entry, step)
        var origins: [From] = []
        for origin in entry.fact.origins {
            origins.append(From(origin: origin, name: try await book.nameIfHere(origin.doc)))
        }
        self.origins = origins
        var happened: [Happening] = []
        for told in try await book.journal.history(fact) { happened.append(await Happening(told, of: entry, step, in: book)) }
        self.happened = happened
        receipts = try await book.journal.receipts(fact)
        notAllowed = try await book.refusal(.correct(kind: entry.fact.kind))
        notTaken = try await book.notTaken(of: fact)
    }

    public var mayCorrect: Bool { notAllowed == nil && entry.voided == nil }

    /// What the entry says, part by part.
    public var filled: [Part] { parts.filter { $0.value(in: entry) != nil } }

    /// Parts that were left open can be filled in as well.
    public var open: [Part] { parts.filter { $0.value(in: entry) == nil } }

    public func title(_ words: Words) -> String { step?.name[words.lang] ?? entry.fact.step }

    public func said(_ part: Part, _ words: Words, _ times: Times) -> String {
        part.value(in: entry).map { part.said($0, words, times) } ?? words.history.leftOpen
    }

    /// What it is called; an amended one says so, and whether it was taken.
    public func label(_ part: Part, _ words: Words) -> String {
        let corrected = entry.amended.contains(part.field) ? words.history.wasCorrected : nil
        let refused = notTaken.first { $0.part?.field == part.field }.map { changeStateName($0.item.state)[words.lang] }
        return joined([part.label[words.lang], corrected, refused])
    }

    /// The fields on which people disagree, by what they are called.
    public func disagreements(_ words: Words) -> [(label: String, screen: Screen)] {
        entry.conflicts.keys.sorted().map { field in
            let label = parts.first { $0.field == field }?.label[words.lang] ?? words.history.crossedOut
            return (label, .conflict(document.id, entry.id, field: field))
        }
    }

    /// What is only read: inputs, origins, stamps, the place.
    public func others(_ words: Words) -> [(label: String, said: String)] {
        let quantity = { (amount: Quantity?) in amount.map { sayQuantity($0, lang: words.lang) } }
        let inputs = entry.fact.inputs.map { input in
            (words.record.inputs, joined([input.material, input.dose, quantity(input.quantity)]))
        }
        let origins = origins.map { (words.lot.from, joined([$0.name ?? words.lot.notHere, quantity($0.origin.quantity)])) }
        let stamps = entry.fact.stamps.map { (words.lot.stamps(count: count([$0])), FieldbookScreens.said($0, words)) }
        let place = entry.fact.place.map { [(words.history.place, FieldbookScreens.said($0, words))] } ?? []
        return inputs + origins + stamps + place
    }

    /// The entry once more, as it stands now.
    public var again: Screen { .entry(document.id, step: entry.fact.step, like: entry.id) }

    /// What the hub has signed for: the entry and each correction.
    public func signed(_ words: Words, _ times: Times) -> [(said: String, holds: Bool)] {
        receipts.compactMap { change in
            guard let receipt = change.receipt else { return nil }
            let part = change.field.map { field in
                parts.first { $0.field == field }?.label[words.lang] ?? words.history.correct
            }
            let received = words.history.receivedAt(moment: times.moment(receipt.at, words))
            return ([part, received].compactMap(\.self).joined(separator: ": "), receipt.verifies)
        }
    }
}

private func joined(_ said: [String?]) -> String {
    said.compactMap(\.self).joined(separator: " · ")
}

extension Document {
    /// Where a season, lot or visit is looked at.
    public var screen: Screen {
        switch doc.kind {
        case .lot: .lot(id)
        case .visit: .visit(id)
        case .season, .register: .steps(id)
        }
    }
}

extension Fieldbook {
    /// What a document is called, when this phone has it.
    fileprivate nonisolated func nameIfHere(_ doc: DocId) async throws -> String? {
        do {
            return try await documents.get(doc).name
        } catch {
            guard case .notFound = error else { throw error }
            return nil
        }
    }
}

/// The stamp's own code, or the first and the last of a row.
public func said(_ span: StampSpan, _ words: Words) -> String {
    if let code = span.code { return code }
    guard let first = try? span.range.firstSerial(), let last = try? span.range.lastSerial() else { return "" }
    return words.sweep.range(first: first, last: last)
}

/// As maps write it, to the metre: `21,12346; 103,98765 · sai số 8 m`.
public func said(_ place: Place, _ words: Words) -> String {
    func degrees(_ e7: Int32) -> String {
        var exact = Decimal(e7) / 10_000_000
        var near = Decimal()
        NSDecimalRound(&near, &exact, 5, .plain)
        return sayNumber(near, lang: words.lang)
    }
    let within = words.history.within(metres: String(place.accuracyM))
    return degrees(place.latE7) + "; " + degrees(place.lonE7) + " · " + within
}
