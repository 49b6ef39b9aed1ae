import Fieldbook

/// A field on which people disagree, with what is needed to choose.
public struct ConflictPage: Sendable {
    /// One of the values, and on which device it was written where the book knows.
    public struct Side: Sendable, Equatable {
        public let value: ConflictValue
        public let device: String?
    }

    public let conflict: Conflict
    public let document: Document?
    public let entry: FactView?
    public let step: Step?
    public let part: Part
    /// Oldest first on every phone, so that two people on the telephone mean the same by “the upper one”.
    public let sides: [Side]
    /// Why this person may not settle it; nothing when they may.
    public let notAllowed: FieldbookError?

    /// Everything people disagree on.
    @MainActor
    public static func all(_ book: Fieldbook) -> Following<[ConflictPage]> {
        Following {
            book.watch(
                .facts, .documents,
                read: { book in
                    var pages: [ConflictPage] = []
                    for conflict in try await book.journal.conflicts() {
                        pages.append(try await ConflictPage(of: conflict, in: book))
                    }
                    return pages
                })
        }
    }

    init(of conflict: Conflict, in book: Fieldbook) async throws {
        self.conflict = conflict
        let entry = if let fact = conflict.fact { try await book.journal.get(fact) } else { FactView?.none }
        let step = if let entry { await book.step(of: entry) } else { Step?.none }
        let happened = if let fact = conflict.fact { try await book.journal.history(fact) } else { [HistoryEntry]() }
        (self.entry, self.step) = (entry, step)
        document = try await book.documentIfOpen(conflict.doc.id)
        part =
            if let entry {
                await book.part(conflict.field, of: entry, step)
            } else {
                Part(field: conflict.field, label: await book.label(of: conflict.field), kind: .other)
            }
        sides = conflict.values.sorted { $0.at.date < $1.at.date }.map { value in
            Side(value: value, device: happened.first { $0.writes(value, of: conflict.field) }?.deviceName)
        }
        let deed = entry.map { Deed.correct(kind: $0.fact.kind) } ?? .document(kind: conflict.doc.kind)
        notAllowed = try await book.refusal(deed)
    }

    public var screen: Screen { .conflict(conflict.doc.id, conflict.fact, field: conflict.field) }

    /// A side's value in words.
    public func said(_ side: Side, _ words: Words, _ times: Times) -> String {
        part.said(side.value.value, words, times)
    }

    /// `Độ ẩm: 22 % ≠ 23 %`.
    public func title(_ words: Words, _ times: Times) -> String {
        var values: [String] = []
        for side in sides.map({ said($0, words, times) }) where !values.contains(side) { values.append(side) }
        return part.label[words.lang] + ": " + values.joined(separator: " ≠ ")
    }

    /// The work, and the season, lot or visit that it belongs to.
    public func whereabouts(_ words: Words) -> String {
        [step?.name[words.lang], document?.name].compactMap(\.self).joined(separator: " · ")
    }
}

extension HistoryEntry {
    fileprivate func writes(_ value: ConflictValue, of field: String) -> Bool {
        self.field == field && by == value.by && at == value.at && new == value.value
    }
}

extension Fieldbook {
    /// The organisation's register is no document that opens.
    fileprivate nonisolated func documentIfOpen(_ doc: DocId) async throws -> Document? {
        do {
            return try await documents.get(doc)
        } catch {
            guard case .notFound = error else { throw error }
            return nil
        }
    }
}
