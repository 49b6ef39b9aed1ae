import Fieldbook
import Observation

/// Something that a person asked for and waits for: a screen shows that it runs, lets them end it, and says why it failed.
@MainActor @Observable
public final class Work {
    private var task: Task<Void, Never>?

    /// Why the last one failed, until the next begins.
    public private(set) var failure: FieldbookError?

    public init() {}

    public var running: Bool { task != nil }

    /// Does nothing while the last one runs: a second tap of an impatient thumb is not a second entry.
    public func start(_ work: @escaping @MainActor () async throws -> Void) {
        if running { return }
        failure = nil
        task = Task {
            do {
                try await work()
            } catch is CancellationError {
                // The person ended it, and knows.
            } catch {
                failure = known(error)
            }
            task = nil
        }
    }

    public func cancel() {
        task?.cancel()
    }

    /// What went wrong was read, and the person is at it again.
    public func forgive() {
        failure = nil
    }

    /// Comes back when nothing runs any more.
    public func ended() async {
        await task?.value
    }
}

/// The core throws its own errors; whatever else comes is an unexpected one, and is said as such.
func known(_ error: any Error) -> FieldbookError {
    (error as? FieldbookError) ?? unexpectedError(error.localizedDescription)
}
