import Fieldbook
import Observation

/// A person's own face, taken or taken away.
@MainActor @Observable
public final class Portraying {
    public let work = Work()
    /// The phone did not let the person use its camera.
    public private(set) var cameraRefused = false
    /// Whether it is asked once more before the face goes.
    public private(set) var asking = false

    private let session: Session

    public init(_ session: Session) {
        self.session = session
    }

    public func take() {
        work.start { [self] in
            let person = try await session.book.people.me().person
            let picture = await session.device.camera.photo()
            cameraRefused = session.device.camera.refused
            guard let picture else { return }
            // Of who took it: nobody else has become the one who records meanwhile.
            guard try await session.book.people.me().person == person else { return }
            try await session.book.people.setPortrait(picture)
        }
    }

    public func ask() {
        asking = true
    }

    public func keep() {
        asking = false
    }

    public func remove() {
        asking = false
        work.start { [session] in try await session.book.people.removePortrait() }
    }
}
