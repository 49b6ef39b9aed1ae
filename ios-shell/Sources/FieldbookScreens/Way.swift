import Observation

/// The way to where the person is; the first is home.
@MainActor @Observable
public final class Way {
    private var stack: [Screen]

    public init(_ screens: [Screen] = []) {
        stack = [.home] + screens
    }

    /// As it was written by `saved`, by this process or the one before.
    public convenience init(saved: String) {
        self.init(saved.split(separator: "\n").map { Screen(path: String($0)) }.filter { $0 != .home })
    }

    /// The paths from home to here, one a line.
    public var saved: String { stack.dropFirst().map(\.path).joined(separator: "\n") }

    public var here: Screen { stack.last ?? .home }
    public var canGoBack: Bool { stack.count > 1 }

    public func to(_ screen: Screen) {
        stack.append(screen)
    }

    /// Instead of the screen that is shown: back does not lead to it again, as to a form that was saved.
    public func onTo(_ screen: Screen) {
        if canGoBack { stack.removeLast() }
        stack.append(screen)
    }

    public func back() {
        if canGoBack { stack.removeLast() }
    }

    /// On from a screen whose work is done; nothing when the person has left it meanwhile.
    public func onTo(_ screen: Screen, from done: Screen) {
        if here == done { onTo(screen) }
    }

    /// Back from a screen whose work is done; nothing when the person has left it meanwhile.
    public func back(from done: Screen) {
        if here == done { back() }
    }

    public func home() {
        stack = [.home]
    }
}
