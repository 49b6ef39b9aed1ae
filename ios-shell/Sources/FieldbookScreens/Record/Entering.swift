import Fieldbook
import Foundation
import Observation

/// The screen of one step's fields: the form once it is there, and what is known besides.
@MainActor @Observable
public final class Entering: FormScreen {
    public private(set) var form: EntryForm?
    /// Why there is no form.
    public private(set) var failure: FieldbookError?
    /// How long the goods are not safe yet after a spraying, before anybody has cut them.
    public private(set) var wait: HarvestWait?
    /// Who the work may have been done by.
    public private(set) var others: [Person] = []
    /// The amount that the pad writes into; nothing while the pad is away.
    public var typing: AmountPlace?
    public let saving = Work()
    /// What is said for it; nothing on a device without a microphone.
    public private(set) var saying: Saying?
    public private(set) var drafting: Drafting?

    public let session: Session
    private let (doc, step, like, from): (DocId, String, FactId?, DocId?)

    public init(_ doc: DocId, step: String, like: FactId? = nil, from: DocId? = nil, session: Session) {
        (self.doc, self.step, self.like, self.from) = (doc, step, like, from)
        self.session = session
    }

    /// Reads what the form is made of; a form that is there is left as it was filled in.
    public func begin() async {
        if form != nil { return }
        do {
            let (filled, drafting) = try await session.begun(
                screen, saving: saving,
                written: { [session, doc, step] in
                    try await Drafts(of: session.book, in: session.device.folder).lastWritten(in: doc, step)
                }, new: made)
            (form, self.drafting) = (filled, drafting)
            saying = Saying(filled, session.device)
            drafting.ending = { [weak saying] in saying?.forget() }
            // What was left or set aside is to be read first, and a repeated entry only to be looked at and saved. Where goods
            // come in, it is first asked where from.
            let asks = leftAt == nil && drafting.aside == nil && like == nil
            if asks, !filled.bringsIn || from != nil { typing = filled.firstAsked }
            if session.memory.speaks { readAloud() }
            let me = try await session.book.people.me().person
            others = try await session.book.people.register().people.filter { $0.id != me }
            if filled.step.kind == .harvest { wait = try await session.book.documents.waitBeforeHarvest(doc) }
        } catch {
            failure = known(error)
        }
    }

    /// The step is not among those of the product group, in the version that this phone has now: another one is to be chosen.
    public var stepIsGone: Bool {
        guard case .invalidInput(let reasons, _) = failure else { return false }
        return reasons.contains { $0.field == "step" }
    }

    /// The list of the steps there are.
    public func otherStep() {
        session.way.onTo(.steps(doc), from: screen)
    }

    private func made() async throws -> EntryForm {
        let book = session.book
        let document = try await book.documents.get(doc)
        var known = await book.steps(of: document).first { $0.code == step }
        // The group may have a newer version without this step; the older entry still knows its own.
        if known == nil, let like { known = await book.step(of: try await book.journal.get(like)) }
        guard let known else { throw await book.noStep(doc, step) }
        let form = EntryForm(
            document: document, step: known, sources: try await book.sources(document, known),
            bringsIn: try await book.bringsIn(document, known))
        if let from { form.take(from) }
        if let like {
            form.fillLike(try await book.journal.again(like), session.memory.lang)
        } else {
            form.useUnits(of: try await lastOf())
        }
        return form
    }

    /// The last entry of the same work in the same place.
    private func lastOf() async throws -> FactView? {
        try await session.book.journal.query(FactQuery(doc: doc, steps: [step], standing: true, limit: 1)).first
    }

    /// Under trees there may be no fix; then the entry is saved without. Who goes on with it later is at home by then.
    public func findPlace() async {
        guard let form, leftAt == nil, form.fix == nil else { return }
        let fix = await session.fix(patience: .seconds(20))
        if let fix { form.fix = fix }
    }

    public func readAloud() {
        if let guide = form?.step.guide { say(guide[session.memory.lang]) }
    }

    /// Says the name of a field, for who does not read easily; nothing for who reads.
    public var aloud: (@MainActor (String) -> Void)? {
        if !session.memory.speaks { return nil }
        return { [weak self] prompt in self?.say(prompt) }
    }

    private func say(_ text: String) {
        session.device.speaker.say(text, lang: session.memory.lang)
    }

    private var screen: Screen { .entry(doc, step: step, like: like, from: from) }

    /// A key of the pad.
    public func press(_ key: Character) {
        change { [mark = decimalMark(session.memory.lang)] in $0.press(key, mark: mark) }
    }

    public func erase() {
        change { $0.erase() }
    }

    private func change(_ amount: (inout AmountForm) -> Void) {
        if let typing { form?.change(typing, amount) }
    }

    /// Takes goods from there, or no longer. The next thing to do is to say how much: in all, or of this one among several.
    public func take(_ source: DocId) {
        guard let form else { return }
        form.take(source)
        let taken = form.origins.contains { $0.id == source && $0.taken }
        if taken, form.bringsIn { typing = form.inParts ? .origin(source) : form.firstAsked }
    }

    public func save() {
        saving.start { [self] in
            guard let form, let drafting else { return }
            let saved = try await drafting.save { try await form.save(in: session.book, session.times, saying) }
            guard let saved else { return }
            session.device.syncSoon()
            session.way.onTo(.saved(saved.view.fact.id), from: screen)
        }
    }

    /// Who goes back has said what they wanted to say.
    public func back() {
        guard let saying, saying.work.running else { return leave() }
        Task {
            await saying.ended()
            leave()
        }
    }

    public func drop() async {
        await drafting?.drop()
    }

    public func anew() async {
        await drafting?.finish()
        (form, drafting) = (nil, nil)
        await begin()
        await findPlace()
    }
}
