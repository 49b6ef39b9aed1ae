import Fieldbook
import Observation

/// One part of an entry put right, and why. The entry itself stays as it was written.
@MainActor @Observable
public final class Correcting: FormScreen {
    public private(set) var form: ValueForm?
    /// What it said before.
    public private(set) var before = ""
    /// The pad is there; on a small screen it lies over the reasons, so they are asked for when it has gone.
    public var typing = false
    /// Why there is no form.
    public private(set) var failure: FieldbookError?
    public let work = Work()
    public private(set) var drafting: Drafting?

    private let (fact, field): (FactId, String)
    public let session: Session

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
            let screen = Screen.correct(fact, field: field)
            (form, drafting) = try await session.begun(screen, saving: work, written: { [fact] in try await book.told(of: fact) }) {
                let form = ValueForm(part, of: entry, words.lang)
                // An amount is typed anew: to rub out the wrong one first would be a tap for each digit. Its unit stands.
                if form.amount == nil { form.fill(value) }
                return form
            }
            // What was left with its amount lacks the reason, if anything.
            typing = form?.amount?.digits.isEmpty == true
        } catch {
            failure = known(error)
        }
    }

    public var ready: Bool { form?.ready == true && !work.running }

    public func save() {
        guard let form, let drafting, form.ready else { return }
        work.start { [self] in
            let saved = try await drafting.save {
                let value = try await form.value(session.book)
                return try await session.book.journal.amend(fact, field: field, value: value, reason: form.why)
            }
            if saved == nil { return }
            session.device.syncSoon()
            session.way.back(from: .correct(fact, field: field))
        }
    }
}

/// A mistaken entry crossed out, and why: the core asks for a reason.
@MainActor @Observable
public final class Voiding: FormScreen, Drafted {
    public var reason = ""
    /// Why it cannot be begun.
    public private(set) var failure: FieldbookError?
    public let work = Work()
    public private(set) var drafting: Drafting?

    private let fact: FactId
    public let session: Session

    public init(_ fact: FactId, session: Session) {
        self.fact = fact
        self.session = session
    }

    public func begin() async {
        if drafting != nil { return }
        do {
            let book = session.book
            drafting = try await session.begun(.void(fact), saving: work, written: { [fact] in try await book.told(of: fact) }) {
                self
            }.drafting
        } catch {
            failure = known(error)
        }
    }

    var kept: [String: String] { ["reason": reason] }

    func takeUp(_ kept: [String: String]) -> Bool {
        reason = kept["reason"] ?? ""
        return true
    }

    public func void() {
        guard let drafting else { return }
        work.start { [self] in
            let saved = try await drafting.save { try await session.book.journal.void(fact, reason: reason) }
            if saved == nil { return }
            session.device.syncSoon()
            session.way.back(from: .void(fact))
        }
    }
}

extension Fieldbook {
    /// How much has happened to an entry so far.
    fileprivate nonisolated func told(of fact: FactId) async throws -> String? { "\(try await journal.history(fact).count)" }
}
