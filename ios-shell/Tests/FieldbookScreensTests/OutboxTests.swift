import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

final class OutboxTests: XCTestCase {
    func testWhatWaitsIsNamedAndIsGoneWhenTheHubHasIt() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await harvested(session.book)
            let outbox = Outbox(session)
            let page = story.opens(outbox.page)
            let before = try await story.sees(page.seen)
            let entry = try XCTUnwrap(before.waiting.first { $0.said[.vi] == "Thu hoạch · Vụ mùa 2026" })
            XCTAssertTrue(entry.standing(session).hasPrefix("Còn trên máy"), entry.standing(session))
            let fact = try await session.book.journal.query(FactQuery()).first?.id
            XCTAssertEqual(entry.fact, fact)
            XCTAssertEqual(before.stuck, [])
            XCTAssertFalse(before.more)
            XCTAssertTrue(before.waits)
            XCTAssertEqual(before.status.last(session), "Gửi lần cuối: chưa lần nào")

            session.syncing.start()
            XCTAssertEqual(state(before, session), .going("Đang gửi và nhận…", stoppable: true))
            await session.syncing.work.ended()
            let after = try await story.sees(page.seen.flatMap { $0.items.isEmpty && !$0.status.running ? $0 : nil })
            XCTAssertEqual(state(after, session), .quiet)
            XCTAssertFalse(after.waits, "nothing calls for a thumb")
            XCTAssertTrue(after.status.last(session).hasPrefix("Gửi lần cuối "))
        }
    }

    func testWhatTheHubHoldsSaysWhyAndWhatToDo() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            let book = session.book
            try await book.synced()
            _ = try await book.documents.openLot(NewLot(name: "Lô gạo"))
            let me = try await book.people.me().person
            try story.hub.gives("farmer", to: me)
            try await book.synced()
            let outbox = story.opens(Outbox(session).page)
            let page = try await story.sees(outbox.seen)
            let item = try XCTUnwrap(page.stuck.first)
            XCTAssertEqual(page.stuck.count, 1)
            XCTAssertEqual(item.state, .held)
            XCTAssertNotNil(item.why)
            XCTAssertNotNil(item.remedy)
            XCTAssertTrue(item.standing(session).hasPrefix("Tạm giữ để xem"), item.standing(session))
            let today = story.opens(Today.following(session))
            let home = try await story.sees(today.seen)
            XCTAssertTrue(home.whereabouts(story.words).map(\.text).contains("Cần bà con xem 1"))
            XCTAssertFalse(home.whereabouts(story.words).map(\.text).contains("Nơi nhận đã có hết"))
        }
    }

    func testWithoutSignalASyncSaysSoAndKeepsEverythingAndAFileNeedsAFirstSync() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await harvested(session.book)
            story.hub.stop()
            session.syncing.start()
            await session.syncing.work.ended()
            let outbox = story.opens(Outbox(session).page)
            let page = try await story.sees(outbox.seen)
            XCTAssertEqual(state(page, session), .ended("Không có sóng. Vẫn ghi được.", .waiting))
            XCTAssertEqual(page.items.count, 2)
            // The hub has certified nothing yet, so that nobody could check the file.
            let bundling = Bundling(session)
            let said = try await story.isRefused(bundling.giving) { bundling.give() }
            XCTAssertTrue(said.contains("Máy này chưa gửi lần nào"), said)
            XCTAssertTrue(story.phone.given.isEmpty)
        }
    }

    func testASyncGoesOnWhenTheScreenIsLeftAndIsStoppedByThePerson() async throws {
        try await onPhone { story in
            // Packets to this address are lost, so that the sync waits for an answer that never comes.
            try await story.opening.enrol(story.hub.invites("Lò Văn Inh", "farmer", at: "http://10.255.255.1:9").text)
            let session = try story.session()
            try await harvested(session.book)
            session.way.to(.outbox)
            let outbox = Outbox(session)
            let following = Task { await outbox.page.follow() }
            _ = try await story.sees(outbox.page.seen)
            session.syncing.start()
            following.cancel()
            await following.value
            session.way.back()

            let again = story.opens(Outbox(session).page)
            let page = try await story.sees(again.seen)
            guard case .going(_, stoppable: true) = state(page, session) else { return XCTFail("\(state(page, session))") }
            session.syncing.work.cancel()
            await session.syncing.work.ended()
            XCTAssertNil(session.syncing.work.failure)
            let stopped = try await story.sees(again.seen.flatMap { $0.status.running ? nil : $0 })
            XCTAssertEqual(state(stopped, session), .ended("Đã dừng. Phần đã gửi vẫn tính.", .waiting))
            XCTAssertEqual(stopped.items.count, 2)
        }
    }

    func testPhotosWaitForWiFiUntilSomebodySaysOtherwise() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            story.phone.link = .metered
            // As large as a photo: a file on a SIM card waits from 300 kB on.
            let bytes = Data((0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })
            let photo = try await session.book.blobs.keep(bytes)
            try await session.book.synced(over: .metered)
            let outbox = Outbox(session)
            let page = story.opens(outbox.page)
            let waiting = try await story.sees(page.seen?.waitingForWifi)
            XCTAssertEqual(waiting.map(\.hash), [photo])
            outbox.sendNow(waiting)
            await session.syncing.work.ended()
            XCTAssertNil(session.syncing.work.failure)
            let sent = try await session.book.blobs.list()
            guard case .atHub = try XCTUnwrap(sent.first).standing else { return XCTFail("\(sent)") }
            try await story.sees(page.seen?.items.isEmpty == true)
        }
    }

    func testABundleGoesToAnotherPhoneAndItsReceiptsComeBack() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await session.book.synced()
            try await harvested(session.book)
            let bundling = Bundling(session)
            await story.does(bundling.giving) { bundling.give() }
            let bundle = try XCTUnwrap(story.phone.given.first)
            XCTAssertEqual(bundle.name, "so-dong.bundle")
            XCTAssertEqual(bundling.given?.changes, 2)
            let handed = try await session.book.sync.outboxCounts().handedOver
            XCTAssertEqual(handed, 2)

            try await secondPhone("Lò Thị Mai", "manager", of: story.hub) { book in
                try await book.synced()
                _ = try await carry(bundle.bytes, story, book) { other, carrying in
                    let none = try await story.isRefused(carrying.returning) { carrying.giveBack() }
                    XCTAssertTrue(none.contains("Chưa có biên nhận nào để mang về"), none)
                    other.picked = bundle.bytes
                    await story.does(carrying.taking) { carrying.take() }
                    XCTAssertEqual(carrying.taken?.said(story.words), "Đã nhận 2 bản ghi")
                    await story.does(carrying.taking) { carrying.take() }
                    XCTAssertNil(try XCTUnwrap(carrying.taken).said(story.words), "nothing new")
                    XCTAssertEqual(other.syncsAsked, 2)
                    try await book.synced()
                    await story.does(carrying.returning) { carrying.giveBack() }
                    XCTAssertEqual(carrying.returned?.receipts, 1)
                    story.phone.picked = other.given.last?.bytes
                }
            }

            await story.does(bundling.taking) { bundling.take() }
            XCTAssertEqual(bundling.taken?.said(story.words)?.contains("Đã nhận 1 biên nhận"), true)
            let open = try await session.book.sync.outboxCounts().open
            XCTAssertEqual(open, 0)
        }
    }

    func testAFileThatIsNoBundleIsRefusedAndNothingOfItIsKept() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            story.phone.picked = Data("Đây là một bức thư.".utf8)
            let bundling = Bundling(session)
            let said = try await story.isRefused(bundling.taking) { bundling.take() }
            XCTAssertTrue(said.contains("Tệp này không phải gói chuyển tay"), said)
            XCTAssertNil(bundling.taken)
            XCTAssertEqual(story.phone.syncsAsked, 0)
        }
    }
}

@MainActor
private func state(_ page: OutboxPage, _ session: Session) -> SyncState {
    SyncState(page.status, session.syncing, session.memory.words)
}

/// The screen of bundles on the other phone.
@MainActor
private func carry(
    _ bytes: Data, _ story: Story, _ book: Fieldbook, _ then: @MainActor (Phone, Bundling) async throws -> Void
) async throws {
    let phone = Phone(folder: story.phone.folder)
    let session = Session(
        book: book, device: phone, memory: story.opening.memory, way: Way(), opening: Opening(device: phone))
    try await then(phone, Bundling(session))
}
