import Fieldbook
import Observation

/// The stamps an entry speaks of, by the numbers printed on them: they are often torn, so nobody is asked to scan them.
@MainActor @Observable
public final class StampsForm {
    public var first = ""
    public var last = ""
    public let work = Work()

    private let book: Fieldbook

    public init(_ book: Fieldbook) {
        self.book = book
    }

    public var ready: Bool { trimmed(first) != nil && !work.running }

    public func add(to form: EntryForm) {
        guard let from = trimmed(first) else { return }
        work.start { [self] in
            form.stamps += try await named(from, trimmed(last))
            (first, last) = ("", "")
        }
    }

    /// One number alone is one stamp; a stamp of a list has a code, which counts nothing.
    private func named(_ first: String, _ last: String?) async throws -> [StampSpan] {
        if last == nil, try await !book.stamps.listed([first]).isEmpty { return try await book.stamps.codeSpans([first]) }
        return try await book.stamps.spans([try await book.stamps.range(first, last: last ?? first)])
    }
}
