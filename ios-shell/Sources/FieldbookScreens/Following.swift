import Fieldbook
import Observation

/// What a screen shows: read from the book at once, and again after every change, for as long as somebody follows.
@MainActor @Observable
public final class Following<Value: Sendable> {
    /// What was read last; nothing before the first time.
    public private(set) var seen: Value?
    /// Why it cannot be read.
    public private(set) var failure: FieldbookError?

    private let values: @MainActor () -> AsyncThrowingStream<Value, any Error>

    init(_ values: @escaping @MainActor () -> AsyncThrowingStream<Value, any Error>) {
        self.values = values
    }

    /// Until the task is cancelled, as when the screen goes away.
    public func follow() async {
        failure = nil
        do {
            for try await value in values() { seen = value }
        } catch {
            failure = known(error)
        }
    }
}
