import Fieldbook

/// What the book knows of a text read from a code, or typed off one.
public struct ReadStamp: Sendable, Identifiable {
    public struct Activation: Sendable, Identifiable {
        public let claim: FactId
        public let state: ClaimState
        /// The lot's name.
        public let lot: String

        public var id: FactId { claim }
    }

    public let text: String
    public let stamp: Stamp
    /// Another issuer's.
    public let foreign: Bool
    /// The product it is printed for.
    public let product: String?
    public let activations: [Activation]
    private let leased: Bool

    public var id: String { text }

    /// What to call it: its serial where it has one.
    public var label: String { stamp.serial ?? stamp.code ?? text }

    /// One of ours, or one of another's; not a payment code or a contact.
    public var isStamp: Bool { stamp.`class` == .item || leased || !activations.isEmpty }

    public var icon: String {
        foreign ? Icons.stampForeign : !isStamp ? Icons.question : activations.isEmpty ? Icons.qr : Icons.activate
    }

    /// What is to be said of it besides the lots it belongs to.
    public func remark(_ words: Words) -> (text: String, tone: Tone?)? {
        if foreign { return (words.scan.foreign, .warn) }
        if stamp.`class` == .notAStamp { return (words.scan.noStamp, .warn) }
        if !isStamp { return (stampClassName(stamp.`class`)[words.lang], nil) }
        return activations.isEmpty ? (words.scan.belongsToNone, nil) : nil
    }

    /// Reads it in the book, on the caller's thread: the camera has one of its own.
    init(_ text: String, in book: Fieldbook) throws {
        let (stamps, people) = (book.stamps.blocking, book.people.blocking)
        let stamp = stamps.read(text: text)
        let span = try spanOf(stamp, stamps)
        let claims = try span.map { span in try stamps.claims(lot: nil).filter { $0.spans.contains { $0.holds(span) } } }
        self.text = text
        self.stamp = stamp
        foreign = try stamps.isForeign(text: text)
        leased = span?.lease != nil
        product = try stamp.gtin.flatMap { gtin in try people.register().products.first { $0.gtin == gtin }?.name }
        activations = try (claims ?? []).map {
            Activation(claim: $0.fact, state: $0.state, lot: try book.documents.blocking.get(id: $0.lot).name)
        }
    }
}

/// The stamp as the leases here know it; nothing for what cannot be counted, and for what is printed for another product.
private func spanOf(_ stamp: Stamp, _ stamps: BlockingStamps) throws -> StampSpan? {
    guard stamp.`class` == .item || stamp.`class` == .unknown else { return nil }
    let serial = stamp.serial ?? stamp.code ?? stamp.raw
    let spans: [StampSpan]
    do {
        let listed = try stamps.listed(texts: [stamp.raw])
        spans = listed.isEmpty
            ? try stamps.spans(ranges: [stamps.range(first: serial, last: serial)]) : try stamps.codeSpans(texts: listed)
    } catch FieldbookError.invalidInput {
        return nil
    }
    guard spans.count == 1, let span = spans.first else { return nil }
    let printedFor = try stamps.leases().first { $0.id == span.lease }?.gtin
    return stamp.gtin == nil || printedFor == nil || printedFor == stamp.gtin ? span : nil
}

extension StampSpan {
    fileprivate func holds(_ stamp: StampSpan) -> Bool {
        guard lease == stamp.lease else { return false }
        if let other = stamp.code { return code == nil || code == other }
        guard code == nil else { return false }
        let (own, other) = (range, stamp.range)
        return own.prefix == other.prefix && own.width == other.width && own.suffix == other.suffix
            && own.first <= other.first && other.first <= own.last
    }
}
