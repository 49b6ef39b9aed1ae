import Fieldbook

/// A sync that the system has time for while no screen is open. True when nothing waits any more.
///
/// The file is open only for as long as it runs: iOS kills an app that sleeps on a locked file. Cancelled, as when the
/// system's time is up, it ends at once, and what was exchanged stays exchanged.
@MainActor
public func syncInBackground(_ opening: Opening, device: any Device, closing: () -> Bool) async -> Bool {
    await opening.open()
    guard let book = opening.book, let awake = try? await book.awake() else { return false }
    let report = try? await book.sync.run(SyncOptions(failuresMax: 2, link: device.link))
    // A process that was started for this has a book that nobody has put to sleep; while it is held, this is only noted.
    if closing() { try? await book.pause() }
    try? await awake.letGo()
    return report?.ending == .complete
}
