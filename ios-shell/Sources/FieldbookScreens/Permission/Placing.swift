import Observation

/// The place that is taken with each entry: why it is, is said before the system asks, which does not say it.
@MainActor @Observable
public final class Placing {
    public let work = Work()
    public private(set) var permitted: Bool
    /// The person was asked last with a no for an answer.
    public private(set) var refused = false

    private let session: Session

    public init(_ session: Session) {
        self.session = session
        permitted = session.device.places.isPermitted
    }

    /// The person has read why: the system may ask.
    public func allow() {
        work.start { [self] in
            permitted = await session.device.places.permit()
            refused = !permitted
            session.memory.toldOfPlace = true
        }
    }

    /// Entries go without a place until the person changes that in the settings.
    public func later() {
        session.memory.toldOfPlace = true
    }
}

extension Session {
    /// Whether the person has still to hear why the place is taken.
    public var owesWordOnPlace: Bool { !memory.toldOfPlace && !device.places.isPermitted }
}
