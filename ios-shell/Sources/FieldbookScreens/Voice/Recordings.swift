import Fieldbook
import Foundation

/// What was said for forms that are not saved yet, each in a file. It is in the book when the form is saved and not before:
/// nothing is taken out of the book again, and who deletes what they said, or throws the form away, must be able to rely on it.
public struct Recordings: Sendable {
    /// The most that an entry takes.
    public static let most = Int(limits().voices)
    private let home: URL
    private let folder: URL

    public init(in home: URL) {
        self.home = home
        folder = home.appendingPathComponent("voices")
    }

    private static let cut = "cut-"
    /// None is under way for so long, or waits so long to be named: it is a minute at most.
    private static let cutAfter: TimeInterval = 10 * 60

    /// What a process that was killed has left: cut off in the middle, or without a draft, or of one that is done with. Nobody
    /// can hear it again, so it goes. What any person's draft names stays, also one that was set aside.
    func sweep() {
        let files = FileManager.default
        guard let all = try? files.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.contentModificationDateKey]),
            // Where one draft cannot be read now, nobody knows what it names.
            let drafts = try? Drafts.allTexts(in: home)
        else { return }
        for left in all where !drafts.contains(where: { $0.contains(left.lastPathComponent) }) {
            let since = (try? left.resourceValues(forKeys: [.contentModificationDateKey]))?.contentModificationDate
            if let since, since.timeIntervalSinceNow < -Self.cutAfter { try? files.removeItem(at: left) }
        }
    }

    /// Where the next one is recorded.
    func new() throws -> URL {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return file("\(Self.cut)\(UUID().uuidString).m4a")
    }

    /// The name of one that is whole; nothing when the disk does not take it.
    func whole(_ taken: URL) -> String? {
        let name = String(taken.lastPathComponent.dropFirst(Self.cut.count))
        return (try? FileManager.default.moveItem(at: taken, to: file(name))).map { name }
    }

    public func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

    func forget(_ name: String) {
        try? FileManager.default.removeItem(at: file(name))
    }
}
