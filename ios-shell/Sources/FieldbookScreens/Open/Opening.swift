import Fieldbook
import Foundation
import Observation

/// The book of this process: opened once, whatever screens come and go over it, and always with what the person chose in
/// `memory`. Who asks for something may leave meanwhile: it is done all the same.
@MainActor @Observable
public final class Opening {
    public enum State: Sendable {
        case looking
        /// No book yet: this phone is to be enrolled.
        case notEnrolled
        case open(Fieldbook)
        /// There is a book that nobody can read any more. An invitation, or a copy, begins a new one beside it.
        case keyLost
        /// There is a book, and it cannot be opened now.
        case failed(FieldbookError)
    }

    public private(set) var state = State.looking
    public let memory: Memory
    /// The copy that a person makes.
    @ObservationIgnored public private(set) lazy var backing = Backing(self, device: device)
    /// The copy that a person brings.
    @ObservationIgnored public private(set) lazy var restoring = Restoring(self, device: device)

    /// The core's reasons for a key that is missing or another book's.
    private static let wrongKey: Set<String> = ["book_key_needed", "wrong_book_key"]

    private let device: any Device
    /// Who comes while it is opened or made waits for that, and does not open it a second time.
    private var last: Task<Void, Never>?
    /// The book was made just now, by an invitation or of a copy.
    @ObservationIgnored private var made = false

    public init(device: any Device, memory: Memory? = nil) {
        self.device = device
        self.memory = memory ?? Memory(folder: device.folder)
    }

    public var book: Fieldbook? {
        guard case .open(let book) = state else { return nil }
        return book
    }

    /// Where the person was, as it was kept. That belongs to the book that was, where there is another now.
    public func way(saved: String) -> Way {
        defer { made = false }
        return Way(saved: made ? "" : saved)
    }

    /// Opens the book, unless it is open.
    public func open() async {
        await afterTheLast { opening in
            if opening.book != nil { return }
            // Who is typing an invitation goes on typing while a sync in the background looks for a book.
            if case .failed = opening.state { opening.state = .looking }
            // Of an app that was killed with a copy or a recording in its hands; nobody holds one before the first screen is there.
            if case .looking = opening.state {
                Copies(on: opening.device.folder).clear()
                Recordings(in: opening.device.folder).sweep()
            }
            opening.state = await opening.looked()
        }
    }

    /// Makes the book from an invitation, without signal.
    public func enrol(_ invitation: String) async throws(FieldbookError) {
        var refusal: FieldbookError?
        await afterTheLast { opening in
            if opening.book != nil { return }
            do {
                if case .keyLost = opening.state {
                    _ = try readInvitation(invitation)
                    try opening.setAside()
                }
                let config = try opening.config()
                opening.enter(try await Fieldbook.create(config, invitation: invitation, deviceName: opening.device.name))
                opening.device.enrolled()
            } catch {
                refusal = known(error)
            }
        }
        if let refusal { throw refusal }
    }

    /// Opens the book anew, with what was changed in `memory`.
    public func reopen() async {
        await afterTheLast { opening in
            do {
                try await opening.book?.shutdown()
                opening.state = await opening.looked()
            } catch {
                opening.state = .failed(known(error))
            }
        }
    }

    /// Makes the book of a copy that the passphrase opens, in the place of the one there is. Where that fails the book there
    /// was is open again.
    public func restore(_ copy: URL, passphrase: String, invitation: String? = nil) async throws(FieldbookError) {
        var refusal: FieldbookError?
        await afterTheLast { opening in
            let new = opening.book == nil
            do {
                if case .keyLost = opening.state { try opening.setAside() }
                try await opening.book?.shutdown()
                opening.enter(try await opening.restored(copy, passphrase, invitation))
                if new { opening.device.enrolled() }
            } catch {
                refusal = known(error)
                opening.state = await opening.looked()
            }
        }
        if let refusal { throw refusal }
    }

    private func enter(_ book: Fieldbook) {
        made = true
        state = .open(book)
    }

    private func setAside() throws {
        try device.setBookAside()
        state = .notEnrolled
    }

    private func config() throws -> Config {
        memory.applied(try device.config())
    }

    private func looked() async -> State {
        do {
            let config = try config()
            try await aside { try SetAside(config.dir).putBack() }
            return .open(try await Fieldbook.open(config))
        } catch is KeyLost {
            return .keyLost
        } catch {
            switch known(error) {
            case .notFound: return .notEnrolled
            case .notAllowed(let reason, _) where Self.wrongKey.contains(reason): return .keyLost
            case let failure: return .failed(failure)
            }
        }
    }

    private func restored(_ copy: URL, _ passphrase: String, _ invitation: String?) async throws -> Fieldbook {
        let config = try config()
        try await aside { try SetAside(config.dir).begin() }
        let book = try await Fieldbook.restoreSealed(
            config, file: copy.path, passphrase: passphrase, invitation: invitation, deviceName: device.name)
        // The new book is there, whether or not the old one can be moved on now: if not, that is done when it is opened next.
        try? await aside { try SetAside(config.dir).finish() }
        return book
    }

    private func afterTheLast(_ work: @escaping @MainActor (Opening) async -> Void) async {
        let before = last
        let task = Task {
            await before?.value
            await work(self)
        }
        last = task
        await task.value
    }
}
