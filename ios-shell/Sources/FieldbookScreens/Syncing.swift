import Fieldbook
import Observation

/// A sync that somebody watches; those in the background are the device's own affair.
@MainActor @Observable
public final class Syncing {
    public let work = Work()
    /// How far the running one is.
    public private(set) var progress: SyncProgress?
    /// How the last one ended.
    public private(set) var ending: Ending?

    private let book: Fieldbook
    private let device: any Device

    public init(book: Fieldbook, device: any Device) {
        self.book = book
        self.device = device
    }

    /// Begins one, after `first`.
    public func start(first: @escaping @MainActor () async throws -> Void = {}) {
        work.start { [self] in
            ending = nil
            try await first()
            defer { progress = nil }
            let options = SyncOptions(failuresMax: 2, link: device.link)
            let report = try await book.sync.run(options) { [weak self] progress in
                Task { @MainActor in self?.came(progress) }
            }
            ending = report.ending
        }
    }

    /// The person has seen how it ended; who comes next sees how the newest sync did.
    public func seen() {
        if work.running { return }
        ending = nil
        work.forgive()
    }

    /// It comes from another thread, maybe after the end.
    private func came(_ progress: SyncProgress) {
        if work.running { self.progress = progress }
    }
}
