import Fieldbook
import Observation

/// The screen of one step's fields: the form once it is there, and what is known besides.
@MainActor @Observable
public final class Entering {
    public private(set) var form: EntryForm?
    /// Why there is no form.
    public private(set) var failure: FieldbookError?
    /// How long the goods are not safe yet after a spraying, before anybody has cut them.
    public private(set) var wait: HarvestWait?
    /// Who the work may have been done by.
    public private(set) var others: [Person] = []
    /// The amount that the pad writes into; nothing while the pad is away.
    public var typing: QuantityRole?
    public let saving = Work()
    public let photographing = Work()

    private let session: Session
    private let (doc, step, like): (DocId, String, FactId?)

    public init(_ doc: DocId, step: String, like: FactId?, session: Session) {
        (self.doc, self.step, self.like) = (doc, step, like)
        self.session = session
    }

    /// Reads what the form is made of; a form that is there is left as it was filled in.
    public func begin() async {
        if form != nil { return }
        do {
            let filled = try await made()
            form = filled
            // A repeated entry is only to be looked at and saved.
            typing = like == nil ? filled.amounts.first { $0.rule.required }?.id : nil
            if session.memory.speaks { readAloud() }
            let me = try await session.book.people.me().person
            others = try await session.book.people.register().people.filter { $0.id != me }
            if filled.step.kind == .harvest { wait = try await session.book.documents.waitBeforeHarvest(doc) }
        } catch {
            failure = known(error)
        }
    }

    private func made() async throws -> EntryForm {
        let book = session.book
        let document = try await book.documents.get(doc)
        var known = await book.steps(of: document).first { $0.code == step }
        // The group may have a newer version without this step; the older entry still knows its own.
        if known == nil, let like { known = await book.step(of: try await book.journal.get(like)) }
        guard let known else { throw nothingFound(step) }
        let form = EntryForm(document: document, step: known)
        if let like { form.fillLike(try await book.journal.again(like), session.memory.lang) }
        return form
    }

    /// Under trees there may be no fix; then the entry is saved without.
    public func findPlace() async {
        let place = await session.device.places.here(patience: .seconds(20))
        if let place { form?.place = place }
    }

    public func readAloud() {
        guard let guide = form?.step.guide else { return }
        session.device.speaker.say(guide[session.memory.lang], lang: session.memory.lang)
    }

    /// A key of the pad.
    public func press(_ key: Character) {
        change { [mark = decimalMark(session.memory.lang)] in $0.press(key, mark: mark) }
    }

    public func erase() {
        change { $0.erase() }
    }

    private func change(_ amount: (inout AmountForm) -> Void) {
        guard let form, let at = form.amounts.firstIndex(where: { $0.id == typing }) else { return }
        amount(&form.amounts[at])
    }

    /// The photo is made small and on the disk before the form shows it.
    public func takePhoto() {
        photographing.start { [self] in
            guard let jpeg = await session.device.camera.photo() else { return }
            form?.photos.append(try await session.book.blobs.keepPhoto(jpeg))
        }
    }

    public func save() {
        saving.start { [self] in
            guard let saved = try await form?.save(in: session.book, session.times) else { return }
            session.device.syncSoon()
            session.way.onTo(.saved(saved.view.fact.id))
        }
    }
}
