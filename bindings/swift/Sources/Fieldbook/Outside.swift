// Where blocking work runs: never on Swift's cooperative threads, of which there are as many as cores and no more, and
// never on the main thread.

import Foundation

private let calls = CallThreads(width: 8)

/// Makes a blocking call on a thread of the book's own.
///
/// Once asked for, a call is carried out and answered whether or not the task was cancelled: what was saved is always
/// reported as saved.
func outside<Answer: Sendable>(
    _ call: @escaping @Sendable () throws -> Answer
) async throws(FieldbookError) -> Answer {
    let answered: Result<Answer, FieldbookError> = await withCheckedContinuation { waiting in
        calls.run { waiting.resume(returning: outcome(of: call)) }
    }
    return try answered.get()
}

/// The same for a call that cannot fail.
func outside<Answer: Sendable>(_ call: @escaping @Sendable () -> Answer) async -> Answer {
    await withCheckedContinuation { waiting in
        calls.run { waiting.resume(returning: call()) }
    }
}

/// The same for a call that may take minutes: on a thread of its own, so that it holds up nobody.
func apart<Answer: Sendable>(
    _ call: @escaping @Sendable () throws -> Answer
) async -> Result<Answer, FieldbookError> {
    await withCheckedContinuation { waiting in
        beginThread { waiting.resume(returning: outcome(of: call)) }
    }
}

/// The library throws its own errors; whatever else comes, such as a panic inside it, is an `.unexpected` one.
func told<Answer>(_ call: () throws -> Answer) throws(FieldbookError) -> Answer {
    do {
        return try call()
    } catch let error as FieldbookError {
        throw error
    } catch {
        throw unexpectedError(error.localizedDescription)
    }
}

private func outcome<Answer>(of call: () throws -> Answer) -> Result<Answer, FieldbookError> {
    Result { () throws(FieldbookError) in try told(call) }
}

/// A book's own queue: what is asked of the book itself runs one after another, in the order in which it was asked.
/// Swift's default executor may put urgent calls first, and then `resume` could overtake `pause`.
final class BookQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "vn.fieldbook.book", qos: .userInitiated)

    func enqueue(_ job: UnownedJob) {
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}
