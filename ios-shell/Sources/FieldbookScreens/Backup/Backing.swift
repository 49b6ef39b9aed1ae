import Fieldbook
import Foundation
import Observation

/// A copy of the book under a passphrase goes where the person says, and opens on another phone too. It is the process's: a
/// second one, begun while the first is still being made, would clear the folder of copies under it.
@MainActor @Observable
public final class Backing {
    public enum Made: Sendable, Equatable {
        case kept(bytes: UInt64)
        /// The person did not keep it after all.
        case givenUp
    }

    /// Whether the passphrase is asked for.
    public private(set) var asking = false
    /// Typed twice: what is mistyped once opens nothing, ever.
    public var passphrase = "" {
        didSet { typed() }
    }
    public var again = "" {
        didSet { typed() }
    }
    /// Whether the second is not, or not yet, the first.
    public var differs: Bool { !again.isEmpty && again != passphrase }
    public private(set) var made: Made?
    public let making = Work()

    private unowned let opening: Opening
    private let device: any Device
    private let times = Times()

    init(_ opening: Opening, device: any Device) {
        (self.opening, self.device) = (opening, device)
    }

    public var ready: Bool { !passphrase.isEmpty && again == passphrase && !making.running }

    public func ask() {
        made = nil
        asking = true
    }

    private func typed() {
        making.forgive()
    }

    public func make() {
        guard ready, let book = opening.book else { return }
        making.start { [self] in
            let copies = Copies(on: device.folder)
            defer { copies.clear() }
            let copy = try copies.next("so-dong-\(times.today).backup")
            try await book.backupSealed(copy.path, passphrase: passphrase)
            let bytes = try copy.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
            let kept = await device.files.keep(copy)
            asked()
            made = kept ? .kept(bytes: UInt64(bytes)) : .givenUp
            if kept { opening.memory.lastBackup = times.now }
        }
    }

    /// The person leaves; a copy that is being made comes to its end.
    public func forget() {
        if making.running { return }
        made = nil
        asked()
        making.forgive()
    }

    private func asked() {
        asking = false
        (passphrase, again) = ("", "")
    }
}
