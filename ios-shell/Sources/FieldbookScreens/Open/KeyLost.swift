/// The device has lost the key of its book, which nobody can read any more; only a new invitation goes on.
public struct KeyLost: Error {
    public init() {}
}
