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

    /// The name of a recording that is to come.
    func new() throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return "\(UUID().uuidString).m4a"
    }

    public func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

    func forget(_ name: String) {
        try? FileManager.default.removeItem(at: file(name))
    }
}
