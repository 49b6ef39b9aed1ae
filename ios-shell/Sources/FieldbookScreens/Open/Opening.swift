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
        /// There is a book, and it cannot be opened now; `restoring`: a copy could not take its place.
        case failed(FieldbookError, restoring: Bool = false)
    }

    public private(set) var state = State.looking
    public let memory: Memory

    private let device: any Device
    /// Who comes while it is opened or made waits for that, and does not open it a second time.
    private var last: Task<Void, Never>?

    public init(device: any Device, memory: Memory? = nil) {
        self.device = device
        self.memory = memory ?? Memory(folder: device.folder)
    }

    public var book: Fieldbook? {
        guard case .open(let book) = state else { return nil }
        return book
    }

    /// Opens the book, unless it is open.
    public func open() async {
        await afterTheLast { opening in
            if opening.book != nil { return }
            // Who is typing an invitation goes on typing while a sync in the background looks for a book.
            if case .failed = opening.state { opening.state = .looking }
            opening.state = await opening.looked()
        }
    }

    /// Makes the book from an invitation, without signal.
    public func enrol(_ invitation: String) async throws(FieldbookError) {
        var refusal: FieldbookError?
        await afterTheLast { opening in
            if opening.book != nil { return }
            do {
                let config = try opening.config()
                opening.state = .open(
                    try await Fieldbook.create(config, invitation: invitation, deviceName: opening.device.name))
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

    /// Puts a copy in the book's place. One that cannot be read changes nothing: the book there was is found again when it is
    /// opened next.
    public func restore(_ copy: Data, invitation: String? = nil) async {
        await afterTheLast { opening in
            let new = opening.book == nil
            do {
                try await opening.book?.shutdown()
                opening.state = .open(try await opening.restored(copy, invitation))
                if new { opening.device.enrolled() }
            } catch {
                opening.state = .failed(known(error), restoring: true)
            }
        }
    }

    private func config() throws -> Config {
        memory.applied(try device.config())
    }

    private func looked() async -> State {
        do {
            let config = try config()
            try await aside { try SetAside(config.dir).putBack() }
            return .open(try await Fieldbook.open(config))
        } catch {
            if case .notFound = known(error) { return .notEnrolled }
            return .failed(known(error))
        }
    }

    private func restored(_ copy: Data, _ invitation: String?) async throws -> Fieldbook {
        let config = try config()
        let file = try await aside { try SetAside(config.dir).begin(copy) }
        defer { try? FileManager.default.removeItem(at: file) }
        return try await Fieldbook.restore(config, file: file.path, invitation: invitation, deviceName: device.name)
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
