import Fieldbook
import Foundation

/// Of what was set aside: what was typed, in words, and what was said, by the names of the recordings.
public struct Aside: Sendable, Equatable {
    public let typed: [String]
    public let voices: [String]

    /// Of all that forms keep, what a person has given them: the rest is codes and numbers of the app's.
    init(of answers: [[String: String]]) {
        let all = answers.flatMap { $0.sorted { $0.key < $1.key } }
        typed = all.filter { isTyped($0.key, $0.value) }.map(\.value)
        // A name alone: what is damaged must not point elsewhere.
        voices = all.filter { isVoice($0.key) && !$0.value.isEmpty && !$0.value.contains("/") }.map(\.value)
    }
}

/// The parts of forms that are words and numbers as a person wrote them.
private let written: Set<String> = ["material", "dose", "days", "note", "reason", "typed", "typing", "name", "first", "last"]

private func isTyped(_ key: String, _ said: String) -> Bool {
    let parts = key.split(separator: ".").filter { Int($0) == nil }.map(String.init)
    if trimmed(said) == nil { return false }
    // Choices and yes or no are answers too, and are kept as codes.
    if parts.contains("answers") { return !said.contains("_") && ![yes, no].contains(said) && UUID(uuidString: said) == nil }
    // `2,5 tạ`; before the space there is nothing where only the unit was chosen.
    if parts.contains("amounts") || parts.contains("origins") { return !said.hasPrefix(" ") }
    return parts.last.map(written.contains) ?? false
}

private func isVoice(_ key: String) -> Bool {
    let parts = key.split(separator: ".")
    return parts.count > 1 && parts[parts.count - 2] == "voices"
}

/// What a draft's file says, as far as it can still be read: also of one that is cut off in the middle, or no JSON any more.
func readable(_ bytes: Data) -> [String: String] {
    var text = String(decoding: bytes, as: UTF8.self)
    // The mark of a save beside the answers is the app's own.
    if let mark = text.firstMatch(of: /"after":\{[^}]*\}/) { text.removeSubrange(mark.range) }
    let pair = /("(?:[^"\\]|\\.)*"):("(?:[^"\\]|\\.)*")/.matchingSemantics(.unicodeScalar)
    let pairs = text.matches(of: pair).compactMap { pair in
        string(pair.1).flatMap { key in string(pair.2).map { (key, $0) } }
    }
    return Dictionary(pairs) { first, _ in first }
}

/// A string of JSON, with its quotes.
private func string(_ quoted: Substring) -> String? {
    try? JSONDecoder().decode(String.self, from: Data(quoted.utf8))
}
