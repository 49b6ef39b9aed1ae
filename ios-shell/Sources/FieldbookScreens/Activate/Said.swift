import Fieldbook

/// `HX00000001…HX00000012`, as the core's own sentences write it.
public func said(_ range: SerialRange) -> String {
    // Counters that the core gave make serials again; what cannot be written is shown by what it counts from.
    guard let first = try? range.firstSerial(), let last = try? range.lastSerial() else { return range.prefix }
    return first == last ? first : "\(first)…\(last)"
}

public func said(_ spans: [StampSpan]) -> String {
    spans.map { $0.code ?? said($0.range) }.joined(separator: ", ")
}

/// A sentence of the core's own catalogue.
@MainActor
func sentence(_ session: Session, _ key: String, _ args: [String: String] = [:]) -> String {
    let text = session.book.catalog.blocking.say(lang: session.memory.lang, key: key, args: args)
    return text.prefix(1).uppercased() + text.dropFirst()
}
