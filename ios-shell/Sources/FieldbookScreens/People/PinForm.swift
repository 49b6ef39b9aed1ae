import Fieldbook
import Observation

/// How many digits a PIN has, as `pin.digits` says: with fewer there is no button to be refused by.
let pinDigits: ClosedRange<Int> = {
    let told = limits()
    return Int(told.pinMin)...Int(told.pinMax)
}()

/// A new PIN, or none: the one in use, the new one, and the new one again, so that nobody locks themselves out by a slip.
@MainActor @Observable
public final class PinForm {
    public enum Asked: Sendable {
        case old, new, again
    }

    public private(set) var asked: Asked
    /// What is typed now.
    public private(set) var digits = ""
    /// The second was not like the first.
    public private(set) var differs = false
    public let work = Work()
    /// There is one already.
    public let hasPin: Bool

    private var old: String?
    private var new = ""
    private let session: Session

    public init(_ profile: Profile, _ session: Session) {
        hasPin = profile.hasPin
        asked = profile.hasPin ? .old : .new
        self.session = session
    }

    public var ready: Bool { digits.count >= pinDigits.lowerBound && !work.running }

    /// The PIN in use is known: it may be taken away.
    public var removable: Bool { hasPin && asked == .new }

    public func title(_ words: Words) -> String {
        switch asked {
        case .old: words.pin.old
        case .new: words.pin.new
        case .again: words.pin.again
        }
    }

    public func press(_ key: Character) {
        digits = String((digits + String(key)).prefix(pinDigits.upperBound))
        work.forgive()
    }

    public func erase() {
        digits = String(digits.dropLast())
        work.forgive()
    }

    /// Takes what was typed; leads back when the PIN is set.
    public func next() {
        let typed = digits
        digits = ""
        differs = false
        switch asked {
        case .old:
            old = typed
            asked = .new
        case .new:
            new = typed
            asked = .again
        case .again:
            differs = typed != new
            if differs { asked = .new } else { set(new) }
        }
    }

    /// Takes the PIN away; the one in use must have been typed.
    public func remove() {
        set(nil)
    }

    /// From the beginning again when the book does not take it: it does not say which of them was wrong.
    private func set(_ pin: String?) {
        work.start { [self] in
            do {
                try await session.book.people.setPin(old, new: pin)
                session.way.back(from: .newPin)
            } catch {
                asked = hasPin ? .old : .new
                throw error
            }
        }
    }
}
