import Foundation

/// Work that blocks, away from the main thread and from Swift's own, of which there are only as many as cores.
func aside<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
    try await withCheckedThrowingContinuation { answer in
        DispatchQueue.global(qos: .userInitiated).async { answer.resume(with: Result(catching: work)) }
    }
}
