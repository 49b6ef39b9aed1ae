import Fieldbook
import Foundation
import Observation

/// A copy of the book goes where the person says, and one of theirs comes back.
@MainActor @Observable
public final class Backing {
    public enum Made: Sendable, Equatable {
        case kept(bytes: Int)
        /// The person did not keep it after all.
        case givenUp
    }

    public let making = Work()
    public let picking = Work()
    public let restoring = Work()
    public private(set) var made: Made?
    /// The copy that is to take the book's place, once the person has said yes.
    public private(set) var picked: Data?

    private let session: Session

    public init(_ session: Session) {
        self.session = session
    }

    public func make() {
        making.start { [self] in
            made = nil
            let copy = try await copied()
            let kept = await session.device.files.keep(name: "so-dong-\(session.times.today).sqlite", bytes: copy)
            made = kept ? .kept(bytes: copy.count) : .givenUp
            if kept { session.memory.lastBackup = session.times.now }
        }
    }

    /// No two file pickers agree on the type of such a file.
    public func pick() {
        picking.start { [self] in picked = await session.device.files.pick(mimes: []) }
    }

    public func forget() {
        picked = nil
    }

    /// Where the person was belongs to the book that was.
    public func replace() {
        guard let picked else { return }
        restoring.start { [session] in
            await session.opening.restore(picked)
            session.way.home()
        }
    }

    /// Through a folder of its own, where nobody else reads, and which is gone afterwards.
    private func copied() async throws -> Data {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appendingPathComponent("backup-" + UUID().uuidString)
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? files.removeItem(at: folder) }
        let file = folder.appendingPathComponent("book")
        try await session.book.backupTo(file.path)
        return try await aside { try Data(contentsOf: file) }
    }
}
