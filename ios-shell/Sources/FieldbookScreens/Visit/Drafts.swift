import Fieldbook
import Foundation

/// What is filled in of visits and not finished, each person's in a file of its own. A file, and not what iOS keeps of a
/// screen: that is gone when the person goes back, swipes the app away or the battery is empty, and a visit takes an hour.
struct Drafts: Sendable {
    private let book: Fieldbook
    private let folder: URL
    private let me: Me

    init(of book: Fieldbook, in folder: URL) async throws(FieldbookError) {
        self.book = book
        self.folder = folder.appendingPathComponent("visits")
        me = try await book.people.me()
    }

    func of(_ visit: DocId) -> Draft {
        Draft(folder.appendingPathComponent("\(visit)\(ending)"))
    }

    /// Whether this person has begun it and not finished.
    func stands(_ visit: DocId) async throws(FieldbookError) -> Bool {
        await of(visit).standing(after: try await lastWritten(in: visit)) != nil
    }

    /// What this person wrote last on this phone of a visit: only that can have come of a draft of theirs. Whether it still
    /// counts does not matter, nor what came from another phone of theirs.
    func lastWritten(in visit: DocId) async throws(FieldbookError) -> FactId? {
        let written = try await book.journal.query(FactQuery(doc: visit, steps: [Asked.inspection]))
        let own = written.filter { $0.fact.recorder == me.person && $0.fact.device == me.device }
        return own.max { $0.fact.recorded.date < $1.fact.recorded.date }?.id
    }

    /// The visits of which there is a draft, also one that is done with.
    func kept() -> Set<DocId> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return Set(names.filter { $0.hasSuffix(ending) }.compactMap { DocId(uuidString: String($0.dropLast(ending.count))) })
    }

    private var ending: String { "_\(me.person).json" }
}

/// One person's unfinished visit. An actor: what is kept last lies in the file, whoever kept what before.
actor Draft {
    private struct Kept: Codable, Equatable {
        /// What the person had written last of this visit when the draft was begun.
        var after: FactId?
        var answers: [String: String]
    }

    private let file: URL
    private var kept: Kept?

    init(_ file: URL) {
        self.file = file
    }

    /// What was filled in, if it was begun after this entry. A phone that died in the moment between saving and forgetting
    /// has a draft of what is saved already: it goes, or it would be saved again. Nothing, too, when it cannot be read: a
    /// draft that is damaged must not keep anybody from the visit.
    func standing(after entry: FactId?) -> [String: String]? {
        guard let bytes = try? Data(contentsOf: file) else { return nil }
        kept = try? JSONDecoder().decode(Kept.self, from: bytes)
        if let kept, kept.after == entry { return kept.answers }
        forget()
        return nil
    }

    /// When this answers it is in the file. A full disk is no reason to stop: the form is still on the screen.
    func keep(_ answers: [String: String], after entry: FactId?) {
        let next = Kept(after: entry, answers: answers)
        if next == kept { return }
        try? FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        guard (try? JSONEncoder().encode(next).write(to: file, options: .atomic)) != nil else { return }
        kept = next
    }

    func forget() {
        kept = nil
        try? FileManager.default.removeItem(at: file)
    }
}
