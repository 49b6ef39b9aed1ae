import Fieldbook
import Observation

/// The book of this process: opened once, whatever screens come and go over it.
@MainActor @Observable
public final class Opening {
    public enum State: Sendable {
        case looking
        /// No book yet: this phone is to be enrolled.
        case notEnrolled
        case open(Fieldbook)
        /// There is a book, and it cannot be opened now.
        case failed(FieldbookError)
    }

    public private(set) var state = State.looking

    private let device: any Device
    /// Who comes while it is opened or made waits for that, and does not open it a second time.
    private var last: Task<Void, Never>?

    public init(device: any Device) {
        self.device = device
    }

    public var book: Fieldbook? {
        guard case .open(let book) = state else { return nil }
        return book
    }

    /// Opens the book, unless it is open.
    public func open() async {
        await afterTheLast { opening in
            if opening.book != nil { return }
            opening.state = .looking
            opening.state = await opening.looked()
        }
    }

    /// Makes the book from an invitation, without signal.
    public func enrol(_ invitation: String) async throws(FieldbookError) {
        var refusal: FieldbookError?
        await afterTheLast { opening in
            if opening.book != nil { return }
            do {
                let config = try opening.device.config()
                opening.state = .open(
                    try await Fieldbook.create(config, invitation: invitation, deviceName: opening.device.name))
                opening.device.enrolled()
            } catch {
                refusal = known(error)
            }
        }
        if let refusal { throw refusal }
    }

    private func looked() async -> State {
        do {
            return .open(try await Fieldbook.open(device.config()))
        } catch {
            if case .notFound = known(error) { return .notEnrolled }
            return .failed(known(error))
        }
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
