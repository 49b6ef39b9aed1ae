import Fieldbook
import Foundation
import Observation

/// The way from an invitation, scanned or typed, to what `take` makes of it. All of it works without signal.
@MainActor @Observable
public final class Enrolling {
    /// What the person is asked about: is that you?
    public struct Found: Sendable {
        public let text: String
        public let invitation: Invitation
    }

    public private(set) var found: Found?
    /// What is wrong with a code that was typed or pasted.
    public private(set) var strange: FieldbookError?
    /// The camera saw a code, and it was another's: a stamp, a payment.
    public private(set) var sawAnother = false
    public let work = Work()

    private let take: @MainActor (String) async throws -> Void
    private nonisolated let scanner = CodeScanner.withoutBook()

    public init(take: @escaping @MainActor (String) async throws -> Void) {
        self.take = take
    }

    /// On the camera's thread. A frame that cannot be read is followed by another.
    public nonisolated func look(_ frame: LumaFrame) {
        let (width, height, stride) = (frame.width, frame.height, frame.stride)
        let seen = try? scanner.blocking.pushLuma(frame.pixels, width: width, height: height, stride: stride)
        guard let texts = seen?.map(\.text), !texts.isEmpty else { return }
        Task { @MainActor in saw(texts) }
    }

    private func saw(_ texts: [String]) {
        for text in texts where found == nil { sawAnother = tried(text) != nil }
    }

    /// A code that was pasted or typed.
    public func read(_ text: String) {
        strange = tried(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private func tried(_ text: String) -> FieldbookError? {
        do {
            found = Found(text: text, invitation: try readInvitation(text))
            return nil
        } catch {
            return error
        }
    }

    public func notMe() {
        found = nil
        strange = nil
        sawAnother = false
    }

    public func confirm() {
        guard let found else { return }
        work.start { [take] in try await take(found.text) }
    }
}

extension Enrolling {
    /// One more person for this phone, or one more organisation for a person: by the same invitation as the first.
    public convenience init(adding session: Session) {
        self.init { invitation in
            _ = try await session.book.people.add(invitation)
            session.device.syncSoon()
            session.way.back(from: .addPerson)
        }
    }
}
