import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

/// How long a test waits for what must come: so long that only what never comes fails, however busy the machine is.
let patience: TimeInterval = 60

/// A person with a phone, and the hub of their cooperative.
@MainActor
final class Story {
    let hub: Hub
    let phone: Phone
    let opening: Opening
    let words = Words(.vi)
    private var entered: Session?
    private var screens: [Task<Void, Never>] = []
    private var reopened: [Fieldbook] = []

    fileprivate init(hub: Hub, phone: Phone) {
        self.hub = hub
        self.phone = phone
        opening = Opening(device: phone)
    }

    /// The open book, with the way through its screens.
    func session() throws -> Session {
        let book = try XCTUnwrap(opening.book)
        // A book that was opened anew has screens of its own.
        if let entered, entered.book === book { return entered }
        let session = Session(book: book, device: phone, memory: opening.memory, way: Way(), opening: opening)
        entered = session
        return session
    }

    /// A screen that stays open until the story ends, as a task of SwiftUI does.
    func opens<Value>(_ screen: Following<Value>) -> Following<Value> {
        stays { await screen.follow() }
        return screen
    }

    /// The same for a screen that follows the book by itself.
    func stays(_ follow: @escaping @MainActor () async -> Void) {
        screens.append(Task { await follow() })
    }

    /// Waits for what a screen shows.
    func sees<Value>(
        _ what: @autoclosure () throws -> Value?, file: StaticString = #filePath, line: UInt = #line
    ) async throws -> Value {
        let end = ProcessInfo.processInfo.systemUptime + patience
        while ProcessInfo.processInfo.systemUptime < end {
            if let seen = try what() { return seen }
            try await Task.sleep(for: .milliseconds(5))
        }
        return try XCTUnwrap(try what(), file: file, line: line)
    }

    /// Waits until it holds.
    func sees(_ holds: @autoclosure () throws -> Bool, file: StaticString = #filePath, line: UInt = #line) async throws {
        _ = try await sees(try holds() ? true : nil, file: file, line: line)
    }

    /// The system ends the app; the person opens it again, and is where they were.
    func nextProcess(after session: Session, at screen: Screen) async throws -> Session {
        try await session.book.shutdown()
        let opening = Opening(device: phone)
        await opening.open()
        let book = try XCTUnwrap(opening.book)
        reopened.append(book)
        return Session(book: book, device: phone, memory: session.memory, way: Way([screen]), opening: opening)
    }

    fileprivate func end() async throws {
        screens.forEach { $0.cancel() }
        try await opening.book?.shutdown()
        for book in reopened { try await book.shutdown() }
    }
}

/// A new phone without a book, until the story ends.
@MainActor
func onPhone(_ story: @MainActor (Story) async throws -> Void) async throws {
    let hub = try Hub()
    let folder = try emptyFolder()
    defer {
        hub.stop()
        try? FileManager.default.removeItem(at: folder)
    }
    let told = Story(hub: hub, phone: Phone(folder: folder))
    try await story(told)
    try await told.end()
}

/// The same for who is enrolled already.
@MainActor
func enrolled(_ name: String, _ role: String, _ story: @MainActor (Story, Session) async throws -> Void) async throws {
    try await onPhone { told in
        try await told.opening.enrol(told.hub.invites(name, role).text)
        try await story(told, told.session())
    }
}
