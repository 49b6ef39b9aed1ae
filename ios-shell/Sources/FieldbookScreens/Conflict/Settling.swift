import Fieldbook
import Observation

/// A conflict being settled: one of the values, or a third.
@MainActor @Observable
public final class Settling {
    public let page: ConflictPage
    /// The value chosen; nothing while none is, or while a third is written.
    public private(set) var chosen: ConflictPage.Side?
    /// Whether a third value is written.
    public private(set) var third = false
    /// The pad is there; on a small screen it lies over the reasons, so they are asked for when it has gone.
    public var typing = false
    public let form: ValueForm

    init(_ page: ConflictPage, _ lang: Lang) {
        self.page = page
        form = ValueForm(page.part, of: page.entry, lang)
    }

    public var begun: Bool { chosen != nil || third }
    public var ready: Bool { chosen != nil || (third && form.ready) }

    public func choose(_ side: ConflictPage.Side) {
        if page.notAllowed != nil { return }
        (chosen, third, typing) = (side, false, false)
    }

    public func writeThird() {
        if page.notAllowed != nil { return }
        (chosen, third, typing) = (nil, true, form.amount != nil)
    }

    /// Settles it. When this returns, the choice is on the disk; the others learn of it when there is signal.
    func save(_ book: Fieldbook) async throws(FieldbookError) {
        let value = if let chosen { chosen.value.value } else { try await form.value(book) }
        let conflict = page.conflict
        if let fact = conflict.fact {
            _ = try await book.journal.amend(fact, field: conflict.field, value: value, reason: form.why)
        } else {
            _ = try await book.documents.amend(conflict.doc.id, field: conflict.field, value: value, reason: form.why)
        }
    }
}

/// The card of one field on which people disagree.
@MainActor @Observable
public final class ConflictCard {
    /// What is chosen between; nothing once it is settled, also by somebody else.
    public private(set) var settling: Settling?
    /// Settled here.
    public private(set) var settled = false
    public private(set) var failure: FieldbookError?
    /// The book was asked at least once.
    public private(set) var looked = false
    public let work = Work()

    private let (doc, fact, field): (DocId, FactId?, String)
    private let session: Session

    public init(_ doc: DocId, _ fact: FactId?, field: String, session: Session) {
        (self.doc, self.fact, self.field) = (doc, fact, field)
        self.session = session
    }

    /// While it is saved here, it is gone a moment before the core has answered.
    public var gone: Bool { looked && settling == nil && !settled && !work.running }

    /// Until the task is cancelled, as when the screen goes away.
    public func follow() async {
        failure = nil
        do {
            let (doc, fact, field) = (doc, fact, field)
            let pages = session.book.watch(
                .facts, .documents,
                read: { book in
                    let all = try await book.journal.conflicts()
                    let one = all.first { $0.doc.id == doc && $0.fact == fact && $0.field == field }
                    return if let one { try await ConflictPage(of: one, in: book) } else { ConflictPage?.none }
                })
            for try await page in pages { came(page) }
        } catch {
            failure = known(error)
        }
    }

    /// A third value that comes in by a sync begins the choice anew: nobody chooses between values they have not seen.
    private func came(_ page: ConflictPage?) {
        looked = true
        if page?.conflict == settling?.page.conflict { return }
        settling = page.map { Settling($0, session.memory.lang) }
    }

    public var ready: Bool { settling?.ready == true && !settled && !work.running }

    public func save() {
        guard let settling, ready else { return }
        work.start { [self] in
            try await settling.save(session.book)
            settled = true
            session.device.syncSoon()
        }
    }
}
