import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

final class BackupTests: XCTestCase {
    func testABackupIsKeptWhereThePersonSaysAndTakesTheBookBackToThatDay() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await harvested(session.book)
            let backing = Backing(session)
            XCTAssertNil(session.memory.lastBackup)
            await story.does(backing.making) { backing.make() }
            let file = try XCTUnwrap(story.phone.given.first)
            XCTAssertEqual(file.name, "so-dong-\(session.times.today).sqlite")
            XCTAssertEqual(backing.made, .kept(bytes: file.bytes.count))
            XCTAssertNotNil(Memory(folder: story.phone.folder).lastBackup)
            _ = try await session.book.documents.openSeason(NewSeason(name: "Vụ chiêm 2027"))

            story.phone.picked = file.bytes
            await story.does(backing.picking) { backing.pick() }
            XCTAssertEqual(backing.picked, file.bytes)
            backing.forget()
            backing.replace()
            XCTAssertFalse(backing.restoring.running, "only what was picked, and only after a yes")
            let two = try await seasons(session.book)
            XCTAssertEqual(two, 2)
            await story.does(backing.picking) { backing.pick() }
            session.way.to(.backup)
            await story.does(backing.restoring) { backing.replace() }
            XCTAssertEqual(session.way.here, .home)

            let book = try story.session().book
            let one = try await seasons(book)
            XCTAssertEqual(one, 1)
            let sound = try await book.check().problems
            XCTAssertEqual(sound, [])
            try await harvested(book)
            XCTAssertEqual(story.phone.enrolments, 1, "it is the same phone")
        }
    }

    func testAPersonWhoDoesNotKeepTheFileIsToldThatThereIsNoBackup() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            story.phone.keeps = false
            let backing = Backing(session)
            await story.does(backing.making) { backing.make() }
            XCTAssertEqual(backing.made, .givenUp)
            XCTAssertNil(session.memory.lastBackup)
            await story.does(backing.picking) { backing.pick() }
            XCTAssertNil(backing.picked)
        }
    }

    func testAFileThatIsNoBackupChangesNothing() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await harvested(session.book)
            story.phone.picked = Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0) })
            let backing = Backing(session)
            await story.does(backing.picking) { backing.pick() }
            await story.does(backing.restoring) { backing.replace() }
            guard case .failed(let error, restoring: true) = story.opening.state else { return XCTFail("\(story.opening.state)") }
            XCTAssertFalse(error.said[.vi].isEmpty)
            await story.opening.open()
            let book = try story.session().book
            let one = try await seasons(book)
            XCTAssertEqual(one, 1)
            let sound = try await book.check().problems
            XCTAssertEqual(sound, [])
        }
    }

    func testAnAppKilledWhileTheBookIsReplacedFindsTheOldOne() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await harvested(session.book)
            try await session.book.shutdown()
            // As far as a replacement had come: every part of the book lies aside, and the copy is there.
            let book = story.phone.folder.appendingPathComponent("book")
            let aside = book.appendingPathComponent("replaced")
            try FileManager.default.createDirectory(at: aside, withIntermediateDirectories: true)
            for name in try FileManager.default.contentsOfDirectory(atPath: book.path) where name.hasPrefix("book.") {
                try FileManager.default.moveItem(at: book.appendingPathComponent(name), to: aside.appendingPathComponent(name))
            }
            try Data("copy".utf8).write(to: book.appendingPathComponent("copy"))
            await story.opening.reopen()
            let one = try await seasons(story.session().book)
            XCTAssertEqual(one, 1)
        }
    }

    func testWhoLostThePhoneHasTheBookAgainWithTheBackupAndANewInvitation() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await harvested(session.book)
            let me = try await session.book.people.me().person
            let backing = Backing(session)
            await story.does(backing.making) { backing.make() }

            let folder = try emptyFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            let phone = Phone(folder: folder)
            phone.picked = try XCTUnwrap(story.phone.given.first).bytes
            let opening = Opening(device: phone)
            await opening.open()
            guard case .notEnrolled = opening.state else { return XCTFail("\(opening.state)") }
            let joining = Joining(opening: opening, device: phone)
            await story.does(joining.picking) { joining.pick() }
            XCTAssertNotNil(joining.copy)
            let enrolling = Enrolling(take: joining.take)
            enrolling.read(try story.hub.invitesAgain(me).text)
            await story.does(enrolling.work) { enrolling.confirm() }
            let book = try XCTUnwrap(opening.book)
            let one = try await seasons(book)
            XCTAssertEqual(one, 1)
            XCTAssertEqual(phone.enrolments, 1)
            let waiting = try await book.sync.outbox().isEmpty
            XCTAssertFalse(waiting)
            try await book.synced()
            try await book.shutdown()
        }
    }
}

private func seasons(_ book: Fieldbook) async throws -> Int {
    try await book.documents.list(.season).count
}
