// Watching: a screen asks again whenever something changed.

import Foundation

extension Fieldbook {
    /// Rings once now and after every change of the topic: `for await _ in try book.watch(.facts)`. Rings that nobody has
    /// taken yet are one ring: that is why it is one topic, for a ring of another would be lost in it. Ends when the task is
    /// cancelled, the stream is let go, or the book is shut down.
    ///
    /// Throws `.unexpected` when the system has no thread left for the rings.
    public nonisolated func watch(_ topic: Topic) throws(FieldbookError) -> AsyncStream<Topic> {
        try rings(of: [topic])
    }

    /// What `read` gives, now and after every change of one of the topics; a value that nobody has taken gives way to a
    /// newer one. While the book is paused it waits; after `resume` it reads again.
    ///
    ///     for try await page in book.watch(.facts, read: { try await $0.journal.query(FactQuery(limit: 20)) }) { … }
    ///
    /// Ends when the task is cancelled, the stream is let go, or the book is shut down; and with the first error that
    /// `read` throws.
    public nonisolated func watch<Value: Sendable>(
        _ topics: Topic...,
        read: @escaping @Sendable (Fieldbook) async throws -> Value
    ) -> AsyncThrowingStream<Value, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { values in
            let reading = Task {
                do {
                    for await _ in try rings(of: topics) {
                        if let value = try await unlessPaused({ try await read(self) }) {
                            values.yield(value)
                        }
                    }
                    values.finish()
                } catch {
                    values.finish(throwing: error)
                }
            }
            values.onTermination = { _ in reading.cancel() }
        }
    }

    /// Rings of several topics become one: good for those who read everything again, whichever it was.
    private nonisolated func rings(of topics: [Topic]) throws(FieldbookError) -> AsyncStream<Topic> {
        let (stream, rings) = AsyncStream.makeStream(of: Topic.self, bufferingPolicy: .bufferingNewest(1))
        let bell = Bell(rings)
        var places: [BookSubscription] = []
        for topic in topics {
            places.append(try told { try blocking.watch(topic: topic, listener: bell) })
        }
        rings.onTermination = { [places] _ in places.forEach { $0.cancel() } }
        return stream
    }
}

/// A paused book rings everybody when it is resumed, so that what could not be read is read then.
private func unlessPaused<Value>(_ read: () async throws -> Value) async throws -> Value? {
    do {
        return try await read()
    } catch FieldbookError.closed {
        return nil
    }
}

/// Hands rings on, and ends the stream when the library lets go of it: after a cancel, and when the book is shut down.
private final class Bell: Listener {
    private let rings: AsyncStream<Topic>.Continuation

    init(_ rings: AsyncStream<Topic>.Continuation) {
        self.rings = rings
    }

    deinit {
        rings.finish()
    }

    func ring(topic: Topic) {
        rings.yield(topic)
    }
}
