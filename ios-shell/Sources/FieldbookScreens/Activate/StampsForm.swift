import Fieldbook
import Observation

/// The stamps an entry speaks of, by the numbers printed on them: they are often torn, so nobody is asked to scan them.
@MainActor @Observable
public final class StampsForm {
    public let work = Work()

    private let form: EntryForm
    private let book: Fieldbook

    public init(_ form: EntryForm, _ book: Fieldbook) {
        (self.form, self.book) = (form, book)
    }

    public var ready: Bool { trimmed(form.stampFirst) != nil && !work.running }

    public func add() {
        guard let first = trimmed(form.stampFirst) else { return }
        work.start { [self] in
            form.stamps += try await named(first, trimmed(form.stampLast))
            (form.stampFirst, form.stampLast) = ("", "")
        }
    }

    /// One number alone is one stamp; a stamp of a list has a code, which counts nothing.
    private func named(_ first: String, _ last: String?) async throws -> [StampSpan] {
        if last == nil, try await !book.stamps.listed([first]).isEmpty { return try await book.stamps.codeSpans([first]) }
        return try await book.stamps.spans([try await book.stamps.range(first, last: last ?? first)])
    }
}
