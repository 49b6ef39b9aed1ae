import Fieldbook
import Foundation
import Observation

/// The way back from a copy: the file, its passphrase, and on another phone a new invitation. It is the process's: a copy that
/// does not open leaves the book opened anew, and with it all its screens.
@MainActor @Observable
public final class Restoring {
    /// The core's reason for a copy of another phone, which needs an invitation of this one's own.
    private static let foreign = "invitation_needed"

    /// The copy that was picked.
    public private(set) var copy: URL?
    /// Bytes of it.
    public private(set) var size: UInt64 = 0
    public var passphrase = "" {
        didSet { working.forgive() }
    }
    /// The invitation, once the copy has opened and is another phone's.
    public private(set) var enrolling: Enrolling?
    public let picking = Work()
    public let working = Work()

    private unowned let opening: Opening
    private let device: any Device
    private let copies: Copies

    init(_ opening: Opening, device: any Device) {
        (self.opening, self.device) = (opening, device)
        copies = Copies(on: device.folder)
    }

    public var ready: Bool { !passphrase.isEmpty && !working.running }

    /// No two file pickers agree on the type of such a file.
    public func pick() {
        picking.start { [self] in
            let file = try copies.next("copy")
            guard try await device.files.pick(into: file) else { return }
            size = UInt64(try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0)
            copy = file
        }
    }

    public func open() {
        guard let copy else { return }
        working.start { [self] in
            do {
                try await restore(copy, nil)
            } catch {
                guard case .notAllowed(Self.foreign, _) = known(error) else { throw error }
                enrolling = Enrolling { [self] in try await restore(copy, $0) }
            }
        }
    }

    private func restore(_ copy: URL, _ invitation: String?) async throws {
        try await opening.restore(copy, passphrase: passphrase, invitation: invitation)
        done()
    }

    /// The person gives up, unless it is under way: what has begun comes to its end.
    public func forget() {
        if working.running || enrolling?.work.running == true { return }
        done()
        working.forgive()
    }

    private func done() {
        copies.clear()
        copy = nil
        passphrase = ""
        enrolling = nil
    }
}
