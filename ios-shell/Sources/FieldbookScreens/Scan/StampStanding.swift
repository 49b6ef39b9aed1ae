import Fieldbook

extension StampStanding {
    public var icon: String {
        foreign ? Icons.stampForeign : !isStamp ? Icons.question : claims.isEmpty ? Icons.qr : Icons.activate
    }

    /// What is to be said of it besides the lots it belongs to.
    public func remark(_ words: Words) -> (text: String, tone: Tone?)? {
        if foreign { return (words.scan.foreign, .warn) }
        if stamp.`class` == .notAStamp { return (words.scan.noStamp, .warn) }
        if !isStamp { return (stampClassName(stamp.`class`)[words.lang], nil) }
        return claims.isEmpty ? (words.scan.belongsToNone, nil) : nil
    }
}
