import Fieldbook

extension Fieldbook {
    /// Activations that the hub has confirmed and another phone disputes since: there is something to settle about them, and a
    /// tick would say that there is not.
    public nonisolated func disputes() async throws(FieldbookError) -> Set<FactId> {
        Set(try await tasks.list().filter { $0.shown == .disputed }.map(\.claim))
    }
}

extension Set<FactId> {
    /// How an activation is shown among those that are disputed.
    public func shown(_ claim: FactId, _ state: ClaimState) -> ClaimState {
        state == .confirmed && contains(claim) ? .disputed : state
    }
}

extension BookTask {
    /// How its activation is shown.
    public var shown: ClaimState { state == .confirmed && (kind == .rescan || kind == .wait) ? .disputed : state }
}

/// `HX00000001…HX00000012`, in the core's words.
public func said(_ range: SerialRange) -> String {
    said([StampSpan(roll: nil, lease: nil, range: range, code: nil)])
}

public func said(_ spans: [StampSpan]) -> String {
    // Counters that the core gave make serials again; what cannot be written is shown by what it counts from.
    (try? sayStamps(spans)) ?? spans.map { $0.code ?? $0.range.prefix }.joined(separator: ", ")
}
