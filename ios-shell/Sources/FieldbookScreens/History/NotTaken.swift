import Fieldbook

/// Something written about an entry that the hub holds or has refused: this phone shows it, and nobody else does.
public struct NotTaken: Sendable {
    public let item: OutboxItem
    /// What it corrects.
    public let part: Part?

    public func title(_ words: Words) -> String {
        if case .voiding = item.what { return words.history.notTaken(what: words.history.void) }
        return words.history.notTaken(what: part?.label[words.lang] ?? words.history.says)
    }

    /// Why, and what can be done.
    public func said(_ lang: Lang) -> String {
        [item.why, item.remedy].compactMap { $0?[lang] }.joined(separator: " ")
    }
}

extension Fieldbook {
    /// What was not taken, by entry.
    nonisolated func notTaken() async throws -> [FactId: [NotTaken]] {
        var all: [FactId: [NotTaken]] = [:]
        for (fact, items) in Dictionary(grouping: try await stuckItems(), by: \.fact) {
            if let fact { all[fact] = try await standing(fact, items) }
        }
        return all
    }

    /// What was not taken of the corrections and the crossing-out of an entry; of the entry itself its own state tells.
    nonisolated func notTaken(of fact: FactId) async throws -> [NotTaken] {
        let items = try await stuckItems().filter { item in
            if case .fact = item.what { return false }
            return item.fact == fact
        }
        return try await standing(fact, items)
    }

    /// The outbox begins with them, so that these are all.
    private nonisolated func stuckItems() async throws -> [OutboxItem] {
        let count = try await sync.outboxCounts().stuck
        // None would be read as a screenful.
        return count == 0 ? [] : try await sync.outbox(UInt32(clamping: count)).filter(\.stuck)
    }

    /// Without what a later correction has replaced: nothing of it is shown as if it stood.
    private nonisolated func standing(_ fact: FactId, _ items: [OutboxItem]) async throws -> [NotTaken] {
        guard !items.isEmpty, let entry = try await entryIfHere(fact) else { return [] }
        let step = await self.step(of: entry)
        let replaced = Set(try await journal.history(fact).filter(\.replaced).map(\.change))
        var standing: [NotTaken] = []
        for item in items where item.change.map({ !replaced.contains($0) }) ?? true {
            var part: Part?
            if case .correction(_, let field) = item.what { part = await self.part(field, of: entry, step) }
            standing.append(NotTaken(item: item, part: part))
        }
        return standing
    }

    private nonisolated func entryIfHere(_ fact: FactId) async throws(FieldbookError) -> FactView? {
        do {
            return try await journal.get(fact)
        } catch {
            guard case .notFound = error else { throw error }
            return nil
        }
    }
}
