import Foundation

/// Copies on their way out of the app or into it: each lies in the app's own folder for as long as it is needed.
struct Copies: Sendable {
    private let folder: URL

    init(on device: URL) {
        folder = device.appendingPathComponent("copies")
    }

    /// Where the next copy goes; the one before is gone.
    func next(_ name: String) throws -> URL {
        clear()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.appendingPathComponent(name)
    }

    func clear() {
        try? FileManager.default.removeItem(at: folder)
    }
}
