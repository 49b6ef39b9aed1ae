// A sync as one call that is awaited.

import Foundation

extension Sync {
    /// Syncs with the hub and gives the report once it has ended; a second one queues behind the first. Being offline is
    /// an `Ending`, not an error. `onProgress` is called on a thread of its own, so hop to the main actor for the screen.
    ///
    /// Cancelling the task cancels the sync and still waits for its end, which is at once: the report then ends with
    /// `.cancelled`, and says what was exchanged before, which stays exchanged.
    ///
    /// Throws `.invalidInput` for an address that is none.
    public func run(
        _ options: SyncOptions = SyncOptions(),
        onProgress: (@Sendable (SyncProgress) -> Void)? = nil
    ) async throws(FieldbookError) -> SyncReport {
        let teller = onProgress.map(Teller.init)
        let run = try await outside { [blocking] in try blocking.run(options: options, listener: teller) }
        let ended = await withTaskCancellationHandler {
            await apart { try run.waitForReport() }
        } onCancel: {
            run.cancel()
        }
        return try ended.get()
    }
}

private final class Teller: SyncListener {
    private let tell: @Sendable (SyncProgress) -> Void

    init(_ tell: @escaping @Sendable (SyncProgress) -> Void) {
        self.tell = tell
    }

    func progress(progress: SyncProgress) {
        tell(progress)
    }
}
