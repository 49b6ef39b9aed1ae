import Fieldbook
import Foundation
import XCTest

final class LifeTests: BookCase {
    func testPauseResumeShutdownAndOpenAgain() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        let fact = try await book.journal.record(harvest(season)).view.fact.id
        try await book.pause()
        try await book.pause()
        await assertRefused(try await book.journal.get(fact)) { error in
            guard case .closed(let said) = error else { return XCTFail("\(error)") }
            XCTAssertFalse(said.vi.isEmpty)
        }
        try await book.resume()
        let note = try await book.journal.get(fact).fact.note
        XCTAssertEqual(note, "Gặt ở ruộng Đặng, lúa ẩm")
        let copy = folder.appendingPathComponent("copy").path
        try await book.backupTo(copy)
        XCTAssertTrue(FileManager.default.fileExists(atPath: copy))
        try await book.shutdown()
        try await book.shutdown()
        let again = try await Fieldbook.open(config())
        let known = try await again.journal.get(fact).fact.id
        XCTAssertEqual(known, fact)
        let me = try await again.people.me().name
        XCTAssertEqual(me, "Lò Thị Mai")
        let rescue = try await again.rescue()
        XCTAssertNil(rescue)
    }

    func testAFaceIsItsPersons() async throws {
        let people = try await newBook().people
        let mai = try await people.me().person
        let none = try await people.portrait(mai)
        XCTAssertNil(none)
        // A grey square of eight pixels.
        let picture = """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i
            Z2hnPk1xeXBkeFxlZ2P/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAI
            AQEAAD8AN//Z
            """
        try await people.setPortrait(XCTUnwrap(Data(base64Encoded: picture, options: .ignoreUnknownCharacters)))
        let kept = try await people.profiles()[0].hasPortrait
        XCTAssertTrue(kept)
        let face = try await people.portrait(mai)
        XCTAssertEqual(face.map { Array($0.prefix(3)) }, [0xFF, 0xD8, 0xFF])
        await assertRefused(try await people.setPortrait(Data("no picture".utf8))) { error in
            guard case .invalidInput = error else { return XCTFail("\(error)") }
        }
        try await people.removePortrait()
        let gone = try await people.portrait(mai)
        XCTAssertNil(gone)
    }

    /// An app that goes and comes quickly: what was asked last holds, whatever is urgent.
    func testPauseAndResumeRunInTheOrderInWhichTheyWereAsked() async throws {
        let book = try await newBook()
        for round in 0..<30 {
            let asked = await askedInTurn(book, last: round % 2 == 0)
            for task in asked { try await task.value }
            if round % 2 == 0 {
                _ = try await book.journal.query(FactQuery())
            } else {
                await assertRefused(try await book.journal.query(FactQuery())) { error in
                    guard case .closed = error else { return XCTFail("\(error)") }
                }
            }
        }
    }

    func testAKilledAppLosesNothingThatWasAcknowledged() async throws {
        let config = config()
        let said = Pipe()
        let app = Process()
        app.executableURL = programs().appendingPathComponent("RecordsUntilKilled")
        app.arguments = [config.dir, try hub().mai]
        app.standardOutput = said
        try app.run()
        var text = Data()
        while text.filter({ $0 == UInt8(ascii: "\n") }).count < 25 {
            let more = said.fileHandleForReading.availableData
            guard !more.isEmpty else { return XCTFail("the app ended by itself") }
            text += more
        }
        kill(app.processIdentifier, SIGKILL)
        text += said.fileHandleForReading.readDataToEndOfFile()
        app.waitUntilExit()
        XCTAssertEqual(app.terminationReason, .uncaughtSignal)
        // Its last line may be cut off.
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let acknowledged = try lines.map { try XCTUnwrap(UUID(uuidString: String($0))) }
        XCTAssertGreaterThanOrEqual(acknowledged.count, 25)
        let book = try await Fieldbook.open(config)
        for fact in acknowledged { _ = try await book.journal.get(fact) }
        let rescue = try await book.rescue()
        XCTAssertNil(rescue, "nothing was damaged")
    }

    func testACancelledTaskStillHearsThatItsEntryIsSaved() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        let recording = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            XCTAssertTrue(Task.isCancelled)
            return try await book.journal.record(harvest(season)).view.fact.id
        }
        let fact = try await recording.value
        let saved = try await book.journal.query(FactQuery())
        XCTAssertEqual(saved.map(\.fact.id), [fact])
    }

    func testEightTasksAtOnce() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        let facts = try await withThrowingTaskGroup(of: [FactId].self) { group in
            for person in 0..<8 {
                group.addTask {
                    var facts: [FactId] = []
                    for turn in 0..<15 {
                        let fact = try await book.journal.record(harvest(season, note: "\(person) \(turn)")).view.fact.id
                        _ = try await book.journal.query(FactQuery(limit: 5))
                        facts.append(fact)
                    }
                    return facts
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        XCTAssertEqual(Set(facts).count, 120)
        let all = try await book.journal.query(FactQuery(limit: 200))
        XCTAssertEqual(Set(all.map(\.fact.id)), Set(facts))
    }

    /// Opening a book that somebody else has open waits five seconds for it: as many such calls as Swift has threads, and
    /// one from the main actor, and tasks that are made after them still get their turn before the first has ended. Those
    /// of a thread that is blocked would get none.
    func testSwiftsOwnThreadsAndTheMainActorAreNeverBlocked() async throws {
        let book = try await newBook()
        let config = config()
        let ended = Heard<String?>()
        let onMain = Task { @MainActor in ended.append(await refusal(of: config)) }
        let calls = (0..<max(8, ProcessInfo.processInfo.activeProcessorCount)).map { _ in
            Task.detached { ended.append(await refusal(of: config)) }
        }
        let pool = Task.detached { await turns(until: ended) }
        let main = Task { @MainActor in await turns(until: ended) }
        let (onPool, onTheMainActor) = await (pool.value, main.value)
        XCTAssertEqual(ended.all.first, "book_in_use", "it has waited")
        XCTAssertGreaterThan(onPool, 20, "Swift's own threads")
        XCTAssertGreaterThan(onTheMainActor, 20, "the main actor")
        try await book.shutdown()
        for call in calls + [onMain] { await call.value }
    }

    func testABookThatNobodyHoldsIsLetGo() async throws {
        weak var kept: Fieldbook?
        weak var below: BlockingFieldbook?
        weak var room: Journal?
        weak var seen: Listens?
        do {
            let book = try await newBook()
            let listens = Listens()
            let place = try book.blocking.watch(topic: .facts, listener: listens)
            let stream = try book.watch(.facts)
            let values = book.watch(.facts, read: { try await $0.journal.query(FactQuery()).count })
            for await _ in stream { break }
            for try await _ in values { break }
            let season = try await newSeason(book)
            _ = try await book.journal.record(harvest(season))
            _ = try await book.sync.run(SyncOptions(hubUrl: nobody, failuresMax: 1))
            (kept, below, room, seen) = (book, book.blocking, book.journal, listens)
            place.cancel()
        }
        // The last task of a watch may just be ending, and a book that goes lets go of its rooms one after another.
        try await eventually { kept == nil && below == nil && room == nil && seen == nil }
        XCTAssertNil(kept)
        XCTAssertNil(below)
        XCTAssertNil(room)
        XCTAssertNil(seen)
        // The folder's lock is free again, so that the library has let go too.
        _ = try await Fieldbook.open(config())
    }

    #if os(Linux)
    func testManyBooksOneAfterAnotherKeepNothingOpen() async throws {
        _ = try await newBook()
        let config = config()
        func openFiles() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        _ = try await Fieldbook.open(config).shutdown()
        let before = try openFiles()
        for _ in 0..<30 {
            let book = try await Fieldbook.open(config)
            _ = try await book.journal.query(FactQuery())
            _ = try book.watch(.facts)
            try await book.shutdown()
        }
        try await eventually { try openFiles() <= before + 2 }
        XCTAssertLessThanOrEqual(try openFiles(), before + 2)
    }
    #endif
}

/// As an app's delegate does: tasks of the main actor begin in the order in which they were made.
@MainActor
private func askedInTurn(_ book: Fieldbook, last resumes: Bool) -> [Task<Void, any Error>] {
    (0..<6).map { turn in
        let resume = (turn % 2 == 1) == resumes
        return Task(priority: resume ? .background : .high) {
            if resume { try await book.resume() } else { try await book.pause() }
        }
    }
}

private final class Listens: Listener {
    func ring(topic: Topic) {}
}

/// Where the package's programs lie: beside its tests.
private func programs() -> URL {
    #if os(Linux)
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    #else
    Bundle(for: LifeTests.self).bundleURL.deletingLastPathComponent()
    #endif
}

/// Opens the book, or says why not.
private func refusal(of config: Config, isolation: isolated (any Actor)? = #isolation) async -> String? {
    do {
        _ = try await Fieldbook.open(config)
        return nil
    } catch {
        guard case .notAllowed(let reason, _) = error else { return "\(error)" }
        return reason
    }
}

/// Asks for its turn every few milliseconds until something has ended: how many it was given.
private func turns(until ended: Heard<String?>, isolation: isolated (any Actor)? = #isolation) async -> Int {
    var turns = 0
    while true {
        try? await Task.sleep(nanoseconds: 5_000_000)
        if !ended.all.isEmpty { return turns }
        turns += 1
    }
}
