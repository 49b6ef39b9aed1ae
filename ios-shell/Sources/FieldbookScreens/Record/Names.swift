import Fieldbook

extension Document {
    /// What is written in its head, such as its name.
    public func text(_ field: String) -> String? {
        guard case .text(let value) = head[field] else { return nil }
        return value
    }

    /// What people call it.
    public var name: String { text("name") ?? "" }
}

extension Fieldbook {
    /// The steps that can be written down in it.
    nonisolated func steps(of document: Document) async -> [Step] {
        await catalog.steps(document.text("group") ?? "", on: document.doc.kind)
    }

    /// The step an entry was written for, as the entry's own version of the group has it.
    nonisolated func step(of entry: FactView) async -> Step? {
        await catalog.steps(entry.fact.group, on: entry.doc.kind).first { $0.code == entry.fact.step }
    }
}

extension Fieldbook {
    /// The core's own word for a step that is not there.
    nonisolated func noStep(_ doc: DocId, _ step: String) async -> FieldbookError {
        do {
            _ = try await journal.check(NewFact(doc: doc, step: step))
            return missing(step)
        } catch {
            return error
        }
    }
}

/// What a screen was to show is not there, such as a step that a newer version of the product group does not have.
func missing(_ what: String) -> FieldbookError {
    .notFound(what: what, said: Wording(vi: Words(.vi).app.nothingFound, en: Words(.en).app.nothingFound))
}

/// The amounts of an entry as people say them, what came out first: `2,5 tạ`.
public func amounts(_ entry: FactView, _ lang: Lang) -> String? {
    let out = entry.fact.quantities.filter { $0.role == .out }
    let rest = entry.fact.quantities.filter { $0.role != .out }
    let said = (out + rest).map { sayQuantity($0.quantity, lang: lang) }
    return said.isEmpty ? nil : said.joined(separator: ", ")
}

/// What and when: `2,5 tạ · 06:30 hôm nay`.
@MainActor
public func told(_ entry: FactView, _ session: Session) -> String {
    let words = session.memory.words
    return [amounts(entry, words.lang), session.times.moment(entry.fact.occurred, words)]
        .compactMap(\.self).joined(separator: " · ")
}
