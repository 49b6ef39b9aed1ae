import Fieldbook

/// Parts that are read one by one, and what the first of them that could not be read failed of.
struct Parts {
    private(set) var failure: FieldbookError?

    mutating func read<Part>(_ otherwise: Part, _ ask: () async throws -> Part) async throws -> Part {
        do {
            return try await ask()
        } catch let unread as FieldbookError {
            // A book that is closed shows nothing at all.
            if case .closed = unread { throw unread }
            failure = failure ?? unread
            return otherwise
        }
    }
}
