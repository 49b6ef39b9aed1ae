import Foundation

/// A book that a copy is to replace: it lies in `replacing` until the copy is in its place, and after that in `replaced` until
/// the next is replaced, for it is the only place of what had not been sent. A copy that does not open, as with a mistyped
/// passphrase, leaves `replaced` alone. Photos and the device's key stay where they are.
///
/// Killed at any moment, `putBack` finds either the old book or the new one whole.
struct SetAside: Sendable {
    private let folder: URL
    private var aside: URL { folder.appendingPathComponent("replacing") }
    private var replaced: URL { folder.appendingPathComponent("replaced") }

    init(_ folder: String) {
        self.folder = URL(fileURLWithPath: folder, isDirectory: true)
    }

    /// Makes room for the copy.
    func begin() throws {
        try putBack()
        if !there(folder) { return }
        // A book counts as being where its main file is.
        try move(parts(of: folder).sorted { main($0) && !main($1) }, to: aside)
    }

    /// Takes the old book back where no copy has taken its place.
    func putBack() throws {
        if there(folder) { return try finish() }
        try move(parts(of: aside).sorted { !main($0) && main($1) }, to: folder)
    }

    /// The copy is in its place: the old book takes the place of the one that was replaced before it.
    func finish() throws {
        if !there(aside) { return }
        if files.fileExists(atPath: replaced.path) { try files.removeItem(at: replaced) }
        try files.moveItem(at: aside, to: replaced)
    }

    private var files: FileManager { .default }

    private func main(_ file: URL) -> Bool { file.lastPathComponent == "book.sqlite" }

    private func there(_ place: URL) -> Bool {
        files.fileExists(atPath: place.appendingPathComponent("book.sqlite").path)
    }

    private func parts(of place: URL) -> [URL] {
        let all = (try? files.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)) ?? []
        return all.filter { $0.lastPathComponent.hasPrefix("book.") }
    }

    private func move(_ parts: [URL], to place: URL) throws {
        if parts.isEmpty { return }
        try files.createDirectory(at: place, withIntermediateDirectories: true)
        for part in parts {
            // In one step, and over what a restore that failed has left: FileManager would refuse that.
            let moved = rename(part.path, place.appendingPathComponent(part.lastPathComponent).path)
            if moved != 0 { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        }
    }
}
