import Fieldbook
import Foundation
import Observation

/// The way of a new phone to a book: an invitation, and before it the backup of a lost phone where there is one.
@MainActor @Observable
public final class Joining {
    /// The copy that the invitation will open.
    public private(set) var copy: Data?
    public let picking = Work()

    private let opening: Opening
    private let device: any Device

    public init(opening: Opening, device: any Device) {
        self.opening = opening
        self.device = device
    }

    public func pick() {
        picking.start { [self] in copy = await device.files.pick(mimes: []) }
    }

    public func take(_ invitation: String) async throws(FieldbookError) {
        if let copy {
            await opening.restore(copy, invitation: invitation)
        } else {
            try await opening.enrol(invitation)
        }
    }
}
