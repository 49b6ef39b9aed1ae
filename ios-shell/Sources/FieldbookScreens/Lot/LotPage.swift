import Fieldbook
import Foundation

/// One step of a lot: what it took and gave, and what of it the hub holds or has refused.
public struct LotStep: Sendable, Identifiable {
    /// Where goods came from; the name of a place that is not on this phone is not known.
    public struct Source: Sendable {
        public let origin: Origin
        public let name: String?
    }

    public let told: TraceFact
    public let step: Step?
    public let sources: [Source]
    /// What it took and gave in kilograms, where it was weighed.
    public let balance: StepBalance?
    /// How the activation is shown that it is.
    public let claimed: ClaimState?
    public let notTaken: [NotTaken]

    public var id: FactId { told.fact.id }
}

/// A lot's way and what is there now, read at once.
public struct LotPage: Sendable {
    public let document: Document
    public let trace: Trace
    /// Oldest first.
    public let steps: [LotStep]
    public let balance: MassBalance
    public let findings: [Finding]
    public let mayActivate: Bool

    /// What is there in kilograms, packed goods too; nothing where nothing was weighed.
    public var inStock: GoodsBalance? { goods(.kilogram) }
    public var packsMade: DecimalNumber? { (goods(.piece)?.made).flatMap { $0 > 0 ? $0 : nil } }

    private func goods(_ unit: NormalUnit) -> GoodsBalance? { balance.goods.first { $0.unit == unit } }

    /// The stamps of activations that count, or may come to.
    public var stamps: Int {
        let claims = steps.compactMap(\.told.claim).filter { [.pending, .confirmed, .disputed].contains($0.state) }
        return claims.map { count($0.stamps) }.reduce(0, +)
    }

    /// A lot's page, now and after every change.
    @MainActor
    public static func following(_ lot: DocId, in book: Fieldbook) -> Following<LotPage> {
        Following { book.watch(.facts, .documents, .claims, .catalog, .outbox, read: { try await LotPage(of: lot, in: $0) }) }
    }

    init(of lot: DocId, in book: Fieldbook) async throws {
        document = try await book.documents.get(lot)
        let trace = try await book.documents.trace(lot)
        self.trace = trace
        let balance = try await book.documents.massBalance(lot)
        self.balance = balance
        let (notTaken, disputes) = (try await book.notTaken(), try await book.disputes())
        var steps: [LotStep] = []
        for told in trace.lot.facts {
            let step = await book.catalog.steps(told.fact.group, on: .lot).first { $0.code == told.fact.step }
            let sources = told.fact.origins.map { LotStep.Source(origin: $0, name: trace.name(of: $0.doc)) }
            let weighed = balance.steps.first { $0.fact == told.fact.id && $0.unit == .kilogram }
            let claimed = told.claim.map { disputes.shown(told.fact.id, $0.state) }
            let refused = notTaken[told.fact.id] ?? []
            steps.append(LotStep(told: told, step: step, sources: sources, balance: weighed, claimed: claimed, notTaken: refused))
        }
        self.steps = steps
        // A harvest cut too soon is found once for itself, and once for the stamps of its goods: it is told once.
        var said: Set<Wording> = []
        let found = try await book.documents.findings(lot).filter { said.insert($0.said).inserted }
        findings = [Severity.blocking, .warning, .info].flatMap { severity in found.filter { $0.severity == severity } }
        mayActivate = try await book.refusal(.record(kind: .activate, onBehalf: false)) == nil
    }

    /// Its product, and its code as printed on packs.
    public func about(_ words: Words) -> String? {
        let code = document.code.map { words.lot.code + " " + $0 }
        let said = [trace.product?.name, code].compactMap(\.self)
        return said.isEmpty ? nil : said.joined(separator: " · ")
    }
}

extension LotStep {
    public func title(_ words: Words) -> String {
        let name = step?.name[words.lang] ?? told.fact.step
        return told.voided ? name + " · " + words.history.crossedOut : name
    }

    /// Where the goods came from, what went in and out, what was lost on the way, its stamps, when: each on a line.
    public func said(_ words: Words, _ times: Times) -> String {
        let from = sources.map { source in
            let name = words.lot.fromOne(name: source.name ?? words.lot.notHere)
            return [name, source.origin.quantity.map { sayQuantity($0, lang: words.lang) }].compactMap(\.self).joined(separator: ": ")
        }
        let amounts = told.fact.quantities.filter { $0.role != .area }.map { amount in
            let label = step?.quantities.first { $0.role == amount.role }?.label[words.lang]
            return [label, sayQuantity(amount.quantity, lang: words.lang)].compactMap(\.self).joined(separator: ": ")
        }
        let claim = told.claim.map {
            words.lot.stamps(count: count($0.stamps)) + " · " + claimStateName(claimed ?? $0.state)[words.lang]
        }
        let rest = [loss(words), claim, times.moment(told.fact.occurred, words)].compactMap(\.self)
        return (from + amounts + rest).joined(separator: "\n")
    }

    private func loss(_ words: Words) -> String? {
        guard let loss = balance?.lost, loss > 0 else { return nil }
        let percent = balance?.lostPercent.map { " (" + sayNumber($0, lang: words.lang) + " %)" } ?? ""
        return words.lot.loss(amount: kilograms(loss, words)) + percent
    }
}

extension GoodsBalance {
    /// What is left, as far as it is known.
    public func said(_ words: Words) -> String {
        let amount = left.map { kilograms($0, words) } ?? ""
        return switch leftIs {
        case .exactly: words.lot.inStock(amount: amount)
        case .atLeast: words.lot.inStockAtLeast(amount: amount)
        case .atMost: words.lot.inStockAtMost(amount: amount)
        case .unknown: words.lot.inStockUnknown
        case .contradiction: words.lot.moreOut
        }
    }
}

/// `202 kg`.
public func kilograms(_ amount: DecimalNumber, _ words: Words) -> String {
    sayNumber(amount, lang: words.lang) + " " + unitName(.kg)
}

/// How many stamps; one of a list stands for itself.
public func count(_ spans: [StampSpan]) -> Int {
    spans.map { span in
        span.code != nil ? 1 : (try? span.range.count()).map { NSDecimalNumber(decimal: $0).intValue } ?? 0
    }.reduce(0, +)
}

extension Document {
    /// A lot's code as printed on packs, where it is not its name.
    var code: String? { text("code").flatMap { $0 == name ? nil : $0 } }
}

extension Trace {
    fileprivate func name(of doc: DocId) -> String? {
        guard case .text(let name) = origins.first(where: { $0.doc.id == doc })?.head["name"] else { return nil }
        return name
    }
}
