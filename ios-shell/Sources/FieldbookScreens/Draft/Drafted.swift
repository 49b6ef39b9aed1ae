import Fieldbook
import Foundation

/// A form whose contents outlive its screen and the process.
@MainActor
protocol Drafted: AnyObject, Sendable {
    /// All that a person has typed, chosen and photographed in it, by name.
    var kept: [String: String] { get }

    /// What is known of it besides, such as when it was begun and which part of it is open. Without the rest it is nothing to lose.
    var beside: [String: String] { get }

    /// Goes on where it was left, in the place of what is in it. False when something has no place in it any more.
    func takeUp(_ kept: [String: String]) -> Bool

    /// When something was filled in first; nothing where nothing is. Of what is left and gone on with later, that stays. A form
    /// that writes down no moment forgets it.
    var begun: Moment? { get set }
}

extension Drafted {
    var beside: [String: String] { [:] }

    var begun: Moment? {
        get { nil }
        set {}
    }
}

/// A screen with a form. Who goes back from one that would be lost is asked what is to become of it.
@MainActor
public protocol FormScreen: AnyObject {
    var session: Session { get }

    /// Nothing while the form is not there yet.
    var drafting: Drafting? { get }

    /// One step back.
    func back()

    /// The person does not want it.
    func drop() async

    /// The person wants a new form in the place of what was left.
    func anew() async
}

extension FormScreen {
    /// The person goes back from what is not saved, and is asked what is to become of it.
    public var leaving: Bool { drafting?.leaving ?? false }

    /// When it was begun that was left and is gone on with: nobody is to take it for today's.
    public var leftAt: Date? { drafting?.leftAt }

    public func back() { leave() }

    public func anew() async { await drafting?.anew() }

    /// To the form from the question, to the question from a form that would be lost, else away. Not while it is saved.
    public func leave() {
        guard let drafting else { return session.way.back() }
        drafting.leave()
    }

    /// It lies there until it is gone on with.
    public func later() { drafting?.later() }

    /// The person does not want it.
    public func drop() async { await drafting?.drop() }
}

/// The items of a list, to be kept one by one: `0`, `1`, …
func listed(_ items: [String], as name: String) -> [String: String] {
    Dictionary(uniqueKeysWithValues: items.enumerated().map { ("\(name).\($0.offset)", $0.element) })
}

/// The items of a list that was kept one by one.
func listed(_ kept: [String: String], _ name: String, _ part: String = "") -> [String] {
    var items: [String] = []
    while let item = kept["\(name).\(items.count)\(part)"] { items.append(item) }
    return items
}
