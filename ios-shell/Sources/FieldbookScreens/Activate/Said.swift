import Fieldbook

/// `HX00000001…HX00000012`, in the core's words.
public func said(_ range: SerialRange) -> String {
    said([StampSpan(roll: nil, lease: nil, range: range, code: nil)])
}

public func said(_ spans: [StampSpan]) -> String {
    // Counters that the core gave make serials again; what cannot be written is shown by what it counts from.
    (try? sayStamps(spans)) ?? spans.map { $0.code ?? $0.range.prefix }.joined(separator: ", ")
}
