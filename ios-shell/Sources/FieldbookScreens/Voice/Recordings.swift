import Foundation

/// What was said for forms that are not saved yet, each in a file. It is in the book when the form is saved and not before:
/// what the book holds goes to the hub, and who deletes what they said, or throws the form away, must be able to rely on it.
public struct Recordings: Sendable {
    /// The most that an entry takes: the core's number.
    public static let most = 5
    private let folder: URL

    public init(in home: URL) {
        folder = home.appendingPathComponent("voices")
    }

    private static let cut = "cut-"
    /// None is under way for so long: it is a minute at most.
    private static let cutAfter: TimeInterval = 10 * 60

    /// Where the next one is recorded. What a phone that died in the middle of one has left goes: nobody can hear it again.
    func new() throws -> URL {
        let files = FileManager.default
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        for left in try files.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
        where left.lastPathComponent.hasPrefix(Self.cut) {
            let since = try left.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
            if let since, since.timeIntervalSinceNow < -Self.cutAfter { try files.removeItem(at: left) }
        }
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
