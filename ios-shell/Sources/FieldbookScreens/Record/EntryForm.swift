import Fieldbook
import Foundation
import Observation

/// One step's fields as a person fills them in. It knows no rule: what is wrong, the core says when it is saved.
@MainActor @Observable
public final class EntryForm {
    public let document: Document
    public let step: Step
    public var amounts: [AskedAmount]
    /// Where goods can come from, and how much of each; empty where the step does not ask.
    public var origins: [OriginForm]
    /// Whether goods come in with this step, so that it is first asked where from.
    public let bringsIn: Bool
    /// When it was first touched: of what is left and gone on with later, the day and the hour stay.
    var begun: Moment?
    public var inputs: [InputForm]
    /// What was typed or chosen, by field; for a choice, its code.
    public var answers: [String: String] = [:]
    public var photos: [BlobHash] = []
    /// What was said for it, by the names of the recordings.
    var voices: [String] = []
    /// Stamps it speaks of, such as damaged ones.
    public var stamps: [StampSpan] = []
    /// Numbers of stamps that are being typed.
    public var stampFirst = ""
    public var stampLast = ""
    public var note = ""
    /// What the person chose; nothing is the day on which it was begun.
    var day: CivilDate?
    var fix: Fix?
    public var onBehalfOf: PersonId?

    /// What the rules say of it, once it was looked at.
    public private(set) var findings: [Finding] = []
    /// What the core did not take, by field.
    public private(set) var wrong: [String: Invalid] = [:]

    /// Takes the pictures of this form, one at a time.
    public let photographing = Work()
    /// The phone did not let the person use its camera for the last one.
    public private(set) var cameraRefused = false

    /// Origins of an older entry that this phone has no book of.
    var originsElsewhere: [Origin] = []

    /// `sources` are what goods can come from.
    public init(document: Document, step: Step, sources: [Document] = [], bringsIn: Bool = false) {
        self.document = document
        self.step = step
        self.bringsIn = bringsIn
        amounts = step.quantities.compactMap { AskedAmount($0) }
        origins = sources.map { OriginForm($0, rule: step.quantities.first { $0.role == .in }) }
        inputs = step.inputs.map { [InputForm($0.units)] } ?? []
    }

    /// Room for one more input.
    public func addInput() {
        if let rule = step.inputs { inputs.append(InputForm(rule.units)) }
    }

    /// Something is filled in that need not be.
    public var saysMore: Bool {
        step.fields.contains { !$0.required && answers[$0.code] != nil } || !note.isEmpty
            || amounts.contains { !$0.rule.required && !$0.digits.isEmpty }
            || (!bringsIn && origins.contains(where: \.taken))
    }

    /// Who counts in tạ counts in tạ the next time too.
    func useUnits(of entry: FactView?) {
        for at in amounts.indices {
            let old = entry?.fact.quantities.first { $0.role == amounts[at].rule.role }
            if let old { amounts[at].typed.countIn(old.quantity.enteredUnit) }
        }
        guard let old = entry?.fact.inputs.first?.quantity else { return }
        for at in inputs.indices { inputs[at].amount?.countIn(old.enteredUnit) }
    }

    /// Filled in as the core says that an older entry is done again.
    public func fillLike(_ again: NewFact, _ lang: Lang) {
        for at in amounts.indices {
            let old = again.quantities.first { $0.role == amounts[at].rule.role }
            if let old { amounts[at].typed.fillLike(old.quantity, lang) }
        }
        if let rule = step.inputs, !again.inputs.isEmpty {
            inputs = again.inputs.map { InputForm(rule.units, like: $0, lang) }
        }
        for field in step.fields { answers[field.code] = again.fields[field.code].map { asTyped($0, lang) } }
        takeFrom(again.origins, lang)
        note = again.note ?? ""
        onBehalfOf = again.onBehalfOf
    }

    /// What is wrong with an amount.
    public func wrong(_ amount: AskedAmount) -> Invalid? { wrong[place(amount)] }

    /// What is wrong with a field of the step.
    public func wrong(_ field: StepField) -> Invalid? { wrong["fields." + field.code] }

    /// What is wrong with the stamps.
    public var wrongStamps: Invalid? { step.stamps == nil ? nil : wrong["stamps"] }

    /// What is wrong with the note.
    public var wrongNote: Invalid? { wrong["note"] }

    /// What is wrong with the name of a farm input. The core has one word for all of them; it stands beside the fields that it
    /// is true of.
    public func wrongName(_ input: InputForm) -> Invalid? {
        if trimmed(input.material) != nil { return wrong["input"].flatMap { nameless.contains($0.reason) ? nil : $0 } }
        return [wrong["input"], wrong["inputs"]].compactMap(\.self).first { nameless.contains($0.reason) }
    }

    /// What is wrong with the days from a farm input to harvest.
    public func wrongDays(_ input: InputForm) -> Invalid? {
        wrong["inputs"].flatMap { $0.reason == noInterval && input.lacksInterval ? $0 : nil }
    }

    /// What is wrong that no field of this form shows beside itself.
    public var wrongElsewhere: [Invalid] {
        let shown = amounts.map(place) + step.fields.map { "fields." + $0.code } + ["note"]
            + (step.inputs == nil ? [] : ["input"]) + (step.stamps == nil ? [] : ["stamps"])
        let ofInputs: Set<String> = step.inputs == nil ? [] : nameless.union([noInterval])
        return wrong.filter { !shown.contains($0.key) && !ofInputs.contains($0.value.reason) }
            .sorted { $0.key < $1.key }.map(\.value)
    }

    /// The photo is made small and on the disk before the form shows it.
    public func takePhoto(_ session: Session) {
        photographing.start { [self] in
            let jpeg = await session.device.camera.photo()
            cameraRefused = session.device.camera.refused
            guard let jpeg else { return }
            photos.append(try await session.book.blobs.keepPhoto(jpeg))
        }
    }

    /// Saves it; when this answers, the entry is on the disk. Nothing when the rules find something that the person has not
    /// seen yet: it stands in `findings`, nothing was saved, and the next call saves.
    public func save(in book: Fieldbook, _ times: Times, _ saying: Saying? = nil) async throws(FieldbookError) -> Recorded? {
        guard var fact = try await looked(in: book, times) else { return nil }
        if let saying { fact.voice = try await saying.kept(in: book) }
        return try await book.journal.record(fact)
    }

    /// The entry as it is to be saved, once the person has seen what the rules find; nothing when they have not, as above.
    func looked(in book: Fieldbook, _ times: Times) async throws(FieldbookError) -> NewFact? {
        wrong = [:]
        do {
            let fact = try await fact(book, times)
            let found = try await book.journal.check(fact).findings.filter { $0.severity != .info }
            let seen = findings.map(\.said)
            findings = found
            return found.allSatisfy { seen.contains($0.said) } ? fact : nil
        } catch {
            if case .invalidInput(let reasons, _) = error {
                wrong = Dictionary(reasons.map { ($0.field, $0) }) { first, _ in first }
            }
            throw error
        }
    }

    private func fact(_ book: Fieldbook, _ times: Times) async throws(FieldbookError) -> NewFact {
        var quantities: [RoledQuantity] = []
        for amount in amounts {
            guard let quantity = try quantity(amount) else { continue }
            quantities.append(RoledQuantity(role: amount.rule.role, quantity: quantity))
        }
        var used: [Input] = []
        for input in inputs where !input.untouched { used.append(try input.input()) }
        var fields: [String: FieldValue] = [:]
        for field in step.fields { fields[field.code] = try await value(book, field) }
        return NewFact(
            doc: document.doc.id,
            step: step.code,
            occurred: moment(times),
            place: fix?.at(times.now),
            quantities: quantities,
            inputs: used,
            photos: photos,
            fields: fields,
            origins: try chosenOrigins(),
            stamps: stamps,
            note: trimmed(note),
            capture: .manual,
            onBehalfOf: onBehalfOf)
    }

    /// The day that it is of.
    public func day(_ today: CivilDate) -> CivilDate { day ?? begun(on: today) }

    public func choose(_ chosen: CivilDate, _ today: CivilDate) {
        day = chosen == begun(on: today) ? nil : chosen
    }

    /// Not later than today: the phone's clock may have been set back since.
    private func begun(on today: CivilDate) -> CivilDate { begun.map { min($0.day, today) } ?? today }

    /// When it was begun, where it was left since; on another day the hour that it is now, for nobody is asked for more. Nothing
    /// is the moment of saving, by the phone's clock: that one the core can put right by the hub's.
    private func moment(_ times: Times) -> Moment? {
        let left = begun.flatMap { times.isAwhile(since: $0) ? $0 : nil }
        guard let day else { return left }
        return left?.day == day ? left : times.moment(on: day)
    }

    private func value(_ book: Fieldbook, _ field: StepField) async throws(FieldbookError) -> FieldValue? {
        guard let typed = answers[field.code].flatMap(trimmed) else { return nil }
        switch field.takes {
        case .bool: return .bool(value: typed == yes)
        case .date where CivilDate(typed) != nil: return CivilDate(typed).map { .date(value: $0) }
        default: return try await book.journal.parseField(document.doc.id, step: step.code, field: field.code, text: typed)
        }
    }

    /// Where the core puts what is wrong with an amount.
    private func place(_ amount: AskedAmount) -> String { "quantities.\(amount.rule.role)" }
}

/// The core's reasons for an input without a name, and for one without its days.
private let nameless: Set<String> = ["material_missing", "input_missing"]
private let noInterval = "interval_missing"

/// What a question that is answered with yes or no keeps.
public let yes = "yes"
public let no = "no"

/// A value as a person types it.
func asTyped(_ value: FieldValue, _ lang: Lang) -> String {
    switch value {
    case .text(let text): text
    case .number(let number): typed(number, lang)
    case .bool(let holds): holds ? yes : no
    case .date(let day): day.description
    case .amount(let quantity): typed(quantity.entered, lang)
    }
}
