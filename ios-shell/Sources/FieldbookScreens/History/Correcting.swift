import Fieldbook
import Observation

/// One part of an entry put right, and why. The entry itself stays as it was written.
@MainActor @Observable
public final class Correcting {
    public private(set) var form: ValueForm?
    /// What it said before.
    public private(set) var before = ""
    /// Why there is no form.
    public private(set) var failure: FieldbookError?
    public let work = Work()

    private let (fact, field): (FactId, String)
    private let session: Session

    public init(_ fact: FactId, field: String, session: Session) {
        (self.fact, self.field) = (fact, field)
        self.session = session
    }

    public func begin() async {
        if form != nil { return }
        do {
            let (book, words) = (session.book, session.memory.words)
            let entry = try await book.journal.get(fact)
            let part = await book.part(field, of: entry, await book.step(of: entry))
            let value = part.value(in: entry)
            let said = value.map { part.said($0, words, session.times) } ?? words.history.leftOpen
            before = words.history.before(part: part.label[words.lang], value: said)
            let form = ValueForm(part, of: entry, words.lang)
            // An amount is typed anew: to rub out the wrong one first would be a tap for each digit.
            if !form.isAmount { form.fill(value) }
            self.form = form
        } catch {
            failure = known(error)
        }
    }

    public var ready: Bool { form?.ready == true && !work.running }

    public func save() {
        guard let form, form.ready else { return }
        work.start { [self] in
            let value = try await form.value(session.book)
            _ = try await session.book.journal.amend(fact, field: field, value: value, reason: form.why)
            session.device.syncSoon()
            session.way.back(from: .correct(fact, field: field))
        }
    }
}

/// A mistaken entry crossed out, and why: the core asks for a reason.
@MainActor @Observable
public final class Voiding {
    public var reason = ""
    public let work = Work()

    private let fact: FactId
    private let session: Session

    public init(_ fact: FactId, session: Session) {
        self.fact = fact
        self.session = session
    }

    public func void() {
        work.start { [self] in
            _ = try await session.book.journal.void(fact, reason: reason)
            session.device.syncSoon()
            session.way.back(from: .void(fact))
        }
    }
}
