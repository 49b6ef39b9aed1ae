import Fieldbook
import Foundation

/// What is filled in and not saved, each person's forms in files of their own, named by their screens. Files, and not what iOS
/// keeps of a screen: that is gone when the person goes back, swipes the app away or the battery is empty.
struct Drafts: Sendable {
    private let book: Fieldbook
    private let folder: URL
    private let me: Me

    init(of book: Fieldbook, in folder: URL) async throws(FieldbookError) {
        self.book = book
        self.folder = Self.folder(in: folder)
        me = try await book.people.me()
    }

    private static func folder(in home: URL) -> URL { home.appendingPathComponent("drafts") }

    /// All that lies in the drafts of everybody on this phone, also in damaged ones and those set aside.
    static func allTexts(in home: URL) throws -> [String] {
        let folder = folder(in: home)
        if !FileManager.default.fileExists(atPath: folder.path) { return [] }
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    }

    func of(_ screen: Screen) -> Draft {
        let name = screen.path.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-"])) ?? ""
        return Draft(folder.appendingPathComponent(name + ending))
    }

    /// The screens of which there is a draft, also one that is done with.
    func kept() -> Set<Screen> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let own = names.filter { $0.hasSuffix(ending) }.compactMap { $0.dropLast(ending.count).removingPercentEncoding }
        return Set(own.map(Screen.init(path:))).subtracting([.home])
    }

    /// Whether this person has begun a visit or an entry and not finished.
    func stands(_ screen: Screen) async throws(FieldbookError) -> Bool {
        switch screen {
        case .visit(let visit):
            return await of(screen).standing(after: try await lastWritten(in: visit, Asked.inspection)) != nil
        case .entry(let doc, let step, _, _):
            return await of(screen).standing(after: try await lastWritten(in: doc, step)) != nil
        default: return false
        }
    }

    /// What this person wrote last on this phone of a step: only that can have come of a draft of theirs. Whether it still
    /// counts does not matter, nor what came from another phone of theirs.
    func lastWritten(in doc: DocId, _ step: String) async throws(FieldbookError) -> String? {
        let written = try await book.journal.query(FactQuery(doc: doc, steps: [step]))
        let own = written.filter { $0.fact.recorder == me.person && $0.fact.device == me.device }
        return own.max { $0.fact.recorded.date < $1.fact.recorded.date }?.id.uuidString
    }

    private var ending: String { "_\(me.person).json" }
}

/// One person's unfinished form. An actor: what is kept last lies in the file, whoever kept what before.
actor Draft {
    /// What the book held of the form's kind when that mattered; nothing where that was nothing.
    struct Mark: Codable, Equatable {
        var last: String?
    }

    private struct Kept: Codable, Equatable {
        var after: Mark?
        var answers: [String: String]
    }

    private let file: URL
    private var kept: Kept?

    init(_ file: URL) {
        self.file = file
    }

    /// When it was kept last.
    var since: Date? { (try? file.resourceValues(forKeys: [.contentModificationDateKey]))?.contentModificationDate }

    /// What was filled in, unless its mark says that the book held something else than now. A phone that died in the moment
    /// between saving and forgetting has a draft of what is saved already: it goes, or it would be saved again. Nothing, too,
    /// when it cannot be read: a draft that is damaged must not keep anybody from the form.
    func standing(after last: String?) -> [String: String]? {
        guard let bytes = try? Data(contentsOf: file) else { return nil }
        kept = try? JSONDecoder().decode(Kept.self, from: bytes)
        guard let kept else {
            setAside()
            return nil
        }
        if kept.after == nil || kept.after == Mark(last: last) { return kept.answers }
        forget()
        return nil
    }

    /// When this answers it is in the file. A full disk is no reason to stop: the form is still on the screen.
    func keep(_ answers: [String: String], after mark: Mark?) {
        let next = Kept(after: mark, answers: answers)
        if next == kept { return }
        try? FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        guard (try? JSONEncoder().encode(next).write(to: file, options: .atomic)) != nil else { return }
        kept = next
    }

    func forget() {
        kept = nil
        try? FileManager.default.removeItem(at: file)
    }

    /// Somebody wrote it: what cannot be shown is not thrown away, only out of the way. Nor is what was set aside before:
    /// `.old`, `.2.old`, …
    func setAside() {
        kept = nil
        try? FileManager.default.moveItem(at: file, to: old(olds.count))
    }

    private func old(_ before: Int) -> URL { file.appendingPathExtension(before == 0 ? "old" : "\(before + 1).old") }

    /// The oldest first.
    private var olds: [URL] {
        var olds: [URL] = []
        while FileManager.default.fileExists(atPath: old(olds.count).path) { olds.append(old(olds.count)) }
        return olds
    }

    /// What was filled in of those that were set aside; nothing when there is none.
    var aside: Aside? {
        let olds = olds
        return olds.isEmpty ? nil : Aside(of: olds.map { (try? Data(contentsOf: $0)).map(readable) ?? [:] })
    }

    func forgetAside() {
        // The last first: what is cut in the middle leaves no gap in the numbers.
        for old in olds.reversed() { try? FileManager.default.removeItem(at: old) }
    }
}
