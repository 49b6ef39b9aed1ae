// Threads for blocking calls. Queues of Dispatch are no place for them: their threads are few and Swift's tasks may run on
// the same ones (on Linux they do), so that calls that wait for the disk would hold up the whole app.

import Foundation

/// A few threads that make one call after another, the oldest first. They begin when they are needed and end when they
/// have had nothing to do for a while.
final class CallThreads: @unchecked Sendable {
    private let width: Int
    private let changed = NSCondition()
    // Under the lock of `changed`.
    private var waiting: [@Sendable () -> Void] = []
    private var (threads, idle) = (0, 0)

    /// `width`: as many calls may wait for the disk or for each other; the core has one writer, more would only wait.
    init(width: Int) {
        self.width = width
    }

    func run(_ call: @escaping @Sendable () -> Void) {
        changed.withLock {
            waiting.append(call)
            if idle >= waiting.count || threads == width {
                changed.signal()
            } else {
                threads += 1
                beginThread { self.work() }
            }
        }
    }

    private func work() {
        while let call = next() {
            call()
        }
    }

    private func next() -> (@Sendable () -> Void)? {
        changed.withLock {
            let end = Date() + 30
            while waiting.isEmpty {
                idle += 1
                let rung = changed.wait(until: end)
                idle -= 1
                if !rung, waiting.isEmpty {
                    threads -= 1
                    return nil
                }
            }
            return waiting.removeFirst()
        }
    }
}

/// A thread with the stack that Rust gives its own: a secondary one of Apple's has a quarter of it.
func beginThread(_ work: @escaping @Sendable () -> Void) {
    let thread = Thread(block: work)
    thread.name = "fieldbook"
    thread.qualityOfService = .userInitiated
    thread.stackSize = 2 << 20
    thread.start()
}
