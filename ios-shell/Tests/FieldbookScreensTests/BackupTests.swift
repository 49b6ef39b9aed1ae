import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

private let passphrase = "Nếp tan Mường Và"

final class BackupTests: XCTestCase {
    func testABackupUnderAPassphraseIsKeptWhereThePersonSaysAndTakesTheBookBackToThatDay() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await harvested(session.book)
            XCTAssertNil(session.memory.lastBackup)
            let backing = story.opening.backing
            let file = try await story.keeps(backing)
            XCTAssertEqual(file.name, "so-dong-\(session.times.today).backup")
            XCTAssertEqual(backing.made, .kept(bytes: UInt64(file.bytes.count)))
            XCTAssertFalse(backing.asking)
            XCTAssertEqual(backing.passphrase + backing.again, "")
            XCTAssertNotNil(Memory(folder: story.phone.folder).lastBackup)
            XCTAssertEqual(try copies(story.phone), [], "nothing of it stays in the app")
            XCTAssertNil(file.bytes.range(of: Data("SQLite format 3".utf8)))
            _ = try await session.book.documents.openSeason(NewSeason(name: "Vụ chiêm 2027"))

            let restoring = story.opening.restoring
            story.phone.picked = file.bytes
            await story.does(restoring.picking) { restoring.pick() }
            XCTAssertEqual(restoring.size, UInt64(file.bytes.count))
            restoring.forget()
            XCTAssertEqual(try copies(story.phone), [])
            restoring.open()
            XCTAssertFalse(restoring.working.running, "only what was picked, and only after a yes")
            let two = try await seasons(session.book)
            XCTAssertEqual(two, 2)
            session.way.to(.backup)
            try await story.brings(file.bytes, to: restoring)
            await story.does(restoring.working) { restoring.open() }
            XCTAssertNil(restoring.enrolling, "it is the same phone")
            XCTAssertNil(restoring.copy)
            XCTAssertEqual(story.opening.way(saved: session.way.saved).here, .home)
            XCTAssertEqual(story.opening.way(saved: session.way.saved).here, .backup, "of the next process")

            let book = try story.session().book
            let one = try await seasons(book)
            XCTAssertEqual(one, 1)
            let sound = try await book.check().problems
            XCTAssertEqual(sound, [])
            try await harvested(book)
            XCTAssertEqual(story.phone.enrolments, 1, "it is the same phone")
        }
    }

    func testAPassphraseThatWasMistypedOrIsTooShortMakesNoBackup() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let backing = story.opening.backing
            backing.ask()
            XCTAssertFalse(backing.ready)
            (backing.passphrase, backing.again) = (passphrase, "Nếp tan Mường Va")
            XCTAssertTrue(backing.differs)
            XCTAssertFalse(backing.ready)
            backing.make()
            XCTAssertFalse(backing.making.running)
            backing.again = passphrase
            XCTAssertFalse(backing.differs)
            XCTAssertTrue(backing.ready)
            (backing.passphrase, backing.again) = ("1234567", "1234567")
            let why = try await story.isRefused(backing.making) { backing.make() }
            XCTAssertTrue(why.contains("8"), why)
            XCTAssertTrue(backing.asking, "the person types another")
            backing.passphrase = passphrase
            XCTAssertNil(backing.making.failure)
            backing.forget()
            XCTAssertFalse(backing.asking)
            XCTAssertEqual(backing.passphrase + backing.again, "")
            XCTAssertTrue(story.phone.given.isEmpty)
            XCTAssertNil(session.memory.lastBackup)
        }
    }

    func testAPersonWhoDoesNotKeepTheFileIsToldThatThereIsNoBackup() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            story.phone.keeps = false
            let backing = story.opening.backing
            backing.ask()
            (backing.passphrase, backing.again) = (passphrase, passphrase)
            await story.does(backing.making) { backing.make() }
            XCTAssertEqual(backing.made, .givenUp)
            backing.forget()
            XCTAssertNil(backing.made, "who comes another time is not told of this one")
            XCTAssertNil(session.memory.lastBackup)
            let restoring = story.opening.restoring
            await story.does(restoring.picking) { restoring.pick() }
            XCTAssertNil(restoring.copy)
        }
    }

    func testAWrongPassphraseAndAFileThatIsNoBackupLeaveTheBookAsItWas() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await harvested(session.book)
            let file = try await story.keeps(story.opening.backing)
            let restoring = story.opening.restoring
            try await story.brings(file.bytes, to: restoring, "Nếp tan Mường Và!")
            let wrong = try await story.isRefused(restoring.working) { restoring.open() }
            XCTAssertTrue(wrong.lowercased().contains("mật khẩu"), wrong)
            XCTAssertNotNil(restoring.copy, "it is typed once more")
            let one = try await seasons(story.session().book)
            XCTAssertEqual(one, 1)
            restoring.passphrase = passphrase
            XCTAssertNil(restoring.working.failure)
            await story.does(restoring.working) { restoring.open() }

            var altered = file.bytes
            altered[altered.count - 20] ^= 1
            for bytes in [Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0) }), altered, file.bytes.dropLast(200)] {
                try await story.brings(bytes, to: restoring)
                let why = try await story.isRefused(restoring.working) { restoring.open() }
                XCTAssertFalse(why.isEmpty)
                restoring.forget()
                let book = try story.session().book
                let one = try await seasons(book)
                XCTAssertEqual(one, 1)
                let sound = try await book.check().problems
                XCTAssertEqual(sound, [])
            }
        }
    }

    func testAnAppKilledWhileTheBookIsReplacedFindsTheOldOne() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await harvested(session.book)
            try await session.book.shutdown()
            // As far as a replacement had come: every part of the book lies aside, and the copy is half unpacked.
            let book = story.phone.folder.appendingPathComponent("book")
            let aside = book.appendingPathComponent("replacing")
            try FileManager.default.createDirectory(at: aside, withIntermediateDirectories: true)
            for name in try FileManager.default.contentsOfDirectory(atPath: book.path) where name.hasPrefix("book.") {
                try FileManager.default.moveItem(at: book.appendingPathComponent(name), to: aside.appendingPathComponent(name))
            }
            try Data("half".utf8).write(to: book.appendingPathComponent("book.new"))
            let held = story.phone.folder.appendingPathComponent("copies")
            try FileManager.default.createDirectory(at: held, withIntermediateDirectories: true)
            try Data("copy".utf8).write(to: held.appendingPathComponent("copy"))
            let next = Opening(device: story.phone)
            await next.open()
            let found = try XCTUnwrap(next.book)
            let one = try await seasons(found)
            XCTAssertEqual(one, 1)
            XCTAssertEqual(try copies(story.phone), [])
            try await found.shutdown()
        }
    }

    func testAWrongPassphraseLeavesTheBookKeptAsideEarlierAndTheRightOneTakesItsPlace() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await harvested(session.book)
            let file = try await story.keeps(story.opening.backing)
            let book = story.phone.folder.appendingPathComponent("book")
            let replaced = book.appendingPathComponent("replaced")
            func there(_ name: String) -> Bool {
                FileManager.default.fileExists(atPath: replaced.appendingPathComponent(name).path)
            }
            try FileManager.default.createDirectory(at: replaced, withIntermediateDirectories: true)
            try Data("earlier".utf8).write(to: replaced.appendingPathComponent("earlier"))
            let restoring = story.opening.restoring
            try await story.brings(file.bytes, to: restoring, "mật khẩu khác")
            _ = try await story.isRefused(restoring.working) { restoring.open() }
            XCTAssertTrue(there("earlier"))
            XCTAssertFalse(there("book.sqlite"))
            let one = try await seasons(story.session().book)
            XCTAssertEqual(one, 1)

            restoring.passphrase = passphrase
            await story.does(restoring.working) { restoring.open() }
            XCTAssertFalse(there("earlier"))
            XCTAssertTrue(there("book.sqlite"), "what had not been sent is nowhere else")
            // Killed before the old book was moved on, the next opening moves it.
            try await story.session().book.shutdown()
            let aside = book.appendingPathComponent("replacing")
            try FileManager.default.moveItem(at: replaced, to: aside)
            let next = Opening(device: story.phone)
            await next.open()
            let found = try XCTUnwrap(next.book)
            XCTAssertTrue(there("book.sqlite"))
            XCTAssertFalse(FileManager.default.fileExists(atPath: aside.path))
            let still = try await seasons(found)
            XCTAssertEqual(still, 1)
            try await found.shutdown()
        }
    }

    func testWhoLostThePhoneHasTheBookAgainWithThePassphraseAndANewInvitation() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await harvested(session.book)
            let me = try await session.book.people.me().person
            let file = try await story.keeps(story.opening.backing)

            let folder = try emptyFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            let phone = Phone(folder: folder)
            let opening = Opening(device: phone)
            await opening.open()
            guard case .notEnrolled = opening.state else { return XCTFail("\(opening.state)") }
            let restoring = opening.restoring
            phone.picked = file.bytes
            await story.does(restoring.picking) { restoring.pick() }
            restoring.passphrase = "mật khẩu khác"
            let wrong = try await story.isRefused(restoring.working) { restoring.open() }
            XCTAssertTrue(wrong.lowercased().contains("mật khẩu"), wrong)
            XCTAssertNil(restoring.enrolling, "nobody is asked for an invitation to a copy that does not open")
            restoring.passphrase = passphrase
            await story.does(restoring.working) { restoring.open() }
            let enrolling = try XCTUnwrap(restoring.enrolling)
            XCTAssertNil(opening.book)
            enrolling.read(try story.hub.invitesElsewhere(me, "farmer").text)
            let another = try await story.isRefused(enrolling.work) { enrolling.confirm() }
            XCTAssertFalse(another.isEmpty)
            XCTAssertNil(opening.book, "another cooperative's invitation")
            enrolling.notMe()
            enrolling.read(try story.hub.invitesAgain(me).text)
            await story.does(enrolling.work) { enrolling.confirm() }
            XCTAssertNil(restoring.enrolling)
            let book = try XCTUnwrap(opening.book)
            let one = try await seasons(book)
            XCTAssertEqual(one, 1)
            XCTAssertEqual(phone.enrolments, 1)
            XCTAssertEqual(try copies(phone), [])
            let (old, new) = (try await session.book.people.me().device, try await book.people.me().device)
            XCTAssertNotEqual(old, new, "it signs as itself")
            let waiting = try await book.sync.outbox().isEmpty
            XCTAssertFalse(waiting)
            try await book.synced()
            try await book.shutdown()
        }
    }

    func testALostKeyIsSaidPlainlyAndAnInvitationBeginsABookBesideTheOldOne() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            try await harvested(session.book)
            story.phone.keyLost = true
            await story.opening.reopen()
            guard case .keyLost = story.opening.state else { return XCTFail("\(story.opening.state)") }
            let enrolling = Enrolling(take: story.opening.enrol)
            enrolling.read(try story.hub.invites("Lò Thị Mai", "manager").text)
            XCTAssertNotNil(enrolling.found)
            guard case .keyLost = story.opening.state else { return XCTFail("until the person says that it is them") }
            await story.does(enrolling.work) { enrolling.confirm() }
            let none = try await seasons(story.session().book)
            XCTAssertEqual(none, 0)
            XCTAssertEqual(story.phone.enrolments, 2)
            let old = try await Fieldbook.open(Config(dir: story.phone.folder.appendingPathComponent("sealed").path))
            let one = try await seasons(old)
            XCTAssertEqual(one, 1, "nothing is deleted")
            try await old.shutdown()
        }
    }
}

extension Story {
    /// A backup made and kept by who types the passphrase twice.
    fileprivate func keeps(_ backing: Backing) async throws -> (name: String, bytes: Data) {
        backing.ask()
        (backing.passphrase, backing.again) = (passphrase, passphrase)
        await does(backing.making) { backing.make() }
        return try XCTUnwrap(phone.given.last)
    }

    /// A copy picked, and its passphrase typed.
    fileprivate func brings(_ bytes: Data, to restoring: Restoring, _ typed: String = passphrase) async throws {
        phone.picked = bytes
        await does(restoring.picking) { restoring.pick() }
        restoring.passphrase = typed
    }
}

/// What lies where copies pass through.
@MainActor
private func copies(_ phone: Phone) throws -> [String] {
    let folder = phone.folder.appendingPathComponent("copies")
    return FileManager.default.fileExists(atPath: folder.path) ? try FileManager.default.contentsOfDirectory(atPath: folder.path) : []
}

private func seasons(_ book: Fieldbook) async throws -> Int {
    try await book.documents.list(.season).count
}
