import Fieldbook

/// What every screen of an open book may use.
@MainActor
public final class Session {
    public let book: Fieldbook
    public let device: any Device
    public let memory: Memory
    public let way: Way
    public let opening: Opening
    public let times: Times
    /// Outlives the screens: a sync goes on when the person writes the next entry meanwhile.
    public let syncing: Syncing

    public init(book: Fieldbook, device: any Device, memory: Memory, way: Way, opening: Opening, times: Times = Times()) {
        self.book = book
        self.device = device
        self.memory = memory
        self.way = way
        self.opening = opening
        self.times = times
        syncing = Syncing(book: book, device: device)
    }

    /// A stamp is new, as the person has chosen to be told.
    func tick() {
        device.tick(sound: memory.beeps, shake: memory.shakes)
    }
}
