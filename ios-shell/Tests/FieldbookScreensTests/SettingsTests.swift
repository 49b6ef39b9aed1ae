import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

final class SettingsTests: XCTestCase {
    func testTheLanguageChangesAtOnceAndStays() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            session.memory.lang = .en
            XCTAssertEqual(session.memory.words.settings.title, "Settings")
            session.memory.speaks = true
            XCTAssertEqual(Memory(folder: story.phone.folder).lang, .en)
            XCTAssertTrue(Memory(folder: story.phone.folder).speaks)
        }
    }

    func testWhatTheNetworkCostsIsToldByDayAndMonthAtThePersonsOwnPrice() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            let before = story.opens(DataPage.following(session))
            let unused = try await story.sees(before.seen)
            XCTAssertTrue(unused.ofToday.isEmpty)
            try await session.book.synced(over: .metered)
            let day = try await story.sees(before.seen.flatMap { $0.ofToday.vnd > 0 ? $0 : nil })
            XCTAssertEqual(day.ofMonth, day.ofToday)
            XCTAssertEqual(day.ofToday.metered, day.ofToday.up + day.ofToday.down)
            XCTAssertTrue(day.ofToday.used(story.words).hasPrefix("0,1 MB, khoảng "), day.ofToday.used(story.words))
            XCTAssertTrue(day.ofToday.parts(story.words).hasSuffix("Qua SIM 0,1 MB"), day.ofToday.parts(story.words))

            let price = PriceForm(session)
            price.typed = "x"
            XCTAssertEqual(price.wrong, "Chỉ nhập số, không lẻ.")
            XCTAssertFalse(price.changed)
            price.typed = " 9000 "
            XCTAssertNil(price.wrong)
            XCTAssertTrue(price.changed)
            await story.does(price.work) { price.save() }
            XCTAssertFalse(price.changed)
            let anew = try story.session()
            XCTAssertFalse(anew.book === session.book)
            let page = story.opens(DataPage.following(anew))
            let dear = try await story.sees(page.seen)
            XCTAssertGreaterThan(dear.ofToday.vnd, day.ofToday.vnd)
            XCTAssertEqual(PriceForm(anew).typed, "9000")
        }
    }

    func testLargePhotosGoOverASimCardWhereThePersonSaysSo() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            try await session.book.synced()
            _ = try await session.book.blobs.keep(Data((0..<200_000).map { UInt8(truncatingIfNeeded: ($0 &* 31) >> 3) }))
            try await session.book.synced(over: .metered)
            let waiting = try await session.book.sync.status().files
            XCTAssertEqual(waiting, 1)

            let photos = PhotosForm(session)
            XCTAssertTrue(photos.wait)
            await story.does(photos.work) { photos.choose(false) }
            XCTAssertFalse(photos.wait)
            let anew = try story.session()
            XCTAssertFalse(anew.book === session.book)
            try await anew.book.synced(over: .metered)
            let left = try await anew.book.sync.status().files
            XCTAssertEqual(left, 0)
            XCTAssertFalse(PhotosForm(anew).wait)
        }
    }

    func testTheScreensAreAsLightAsThePersonHasThem() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            XCTAssertTrue(session.memory.isDark(phone: true))
            session.memory.light = .day
            XCTAssertFalse(session.memory.isDark(phone: true))
            session.memory.light = .night
            XCTAssertTrue(Memory(folder: story.phone.folder).isDark(phone: false))
        }
    }

    func testTheClockIsComparedAndTheBookChecked() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            let settings = story.opens(SettingsPage.following(session.book))
            let first = try await story.sees(settings.seen)
            XCTAssertTrue(first.clock.said(story.words).text.contains("Chưa so giờ"), first.clock.said(story.words).text)
            XCTAssertNil(first.rescue)
            try await harvested(session.book)
            try await session.book.synced()
            let checked = try await story.sees(settings.seen.flatMap { $0.clock.isRight ? $0 : nil })
            XCTAssertEqual(checked.clock.said(story.words).text, "Giờ máy đúng")
            let checking = Checking(session)
            await story.does(checking.work) { checking.start() }
            XCTAssertEqual(checking.report?.problems, [])
            XCTAssertEqual(checking.report?.facts, 1)
            await story.does(checking.work) { checking.mend() }
            XCTAssertEqual(checking.mended, 1)
            await story.does(checking.work) { checking.tell() }
            XCTAssertEqual(story.phone.given.map(\.name), ["so-dong-check.txt"])
        }
    }

    func testAClockThatIsOffByMinutesIsToldOneBySecondsIsNot() {
        func clock(_ offsetMs: Int64?) -> ClockView { ClockView(state: .checked, offsetMs: offsetMs, uncertaintyMs: 200) }
        XCTAssertEqual(clock(-600_000).minutesOff, 10)
        XCTAssertEqual(clock(211_000).minutesOff, 4)
        XCTAssertNil(clock(90_000).minutesOff)
        XCTAssertTrue(clock(90_000).isRight)
        XCTAssertNil(clock(nil).minutesOff)
        let turned = ClockView(state: .turned, offsetMs: 0, uncertaintyMs: 0)
        XCTAssertFalse(turned.isRight)
        XCTAssertEqual(turned.said(Words(.vi)).tone, .warn)
        XCTAssertEqual(clock(-600_000).said(Words(.vi)).tone, .warn)
    }

    func testWhoseBooksComeToThisPhoneIsThePersonsChoice() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { story, session in
            let following = FollowingOrgs(session)
            let before = story.opens(following.page)
            try await story.sees(before.seen?.orgs.map(\.beginning) == [true])
            try await session.book.synced()
            try await story.sees(before.seen?.orgs.map(\.beginning) == [false])
            let me = try await session.book.people.me()
            _ = try await session.book.people.add(story.hub.invitesElsewhere(me.person, "officer").text)
            try await session.book.synced()
            let both = try await story.sees(before.seen.flatMap { $0.orgs.count == 2 ? $0 : nil })
            let (own, other) = try (XCTUnwrap(both.orgs.first { $0.org == me.org }), XCTUnwrap(both.orgs.first { $0.org != me.org }))
            await story.does(following.work) { following.unfollow(other) }
            let less = story.opens(following.page)
            try await story.sees(less.seen?.orgs.filter(\.followed).map(\.org) == [me.org])
            await story.does(following.work) { following.follow(other) }
            let again = story.opens(following.page)
            try await story.sees(again.seen?.orgs.filter(\.followed).count == 2)
            _ = try await story.isRefused(following.work) { following.unfollow(own) }
        }
    }

    func testADamagedBookIsRescuedAndThePersonReadsItOnce() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            try await harvested(session.book)
            try await session.book.shutdown()
            try damage(story.phone.folder.appendingPathComponent("book/book.sqlite"))
            await story.opening.reopen()
            let saved = try story.session()
            let home = story.opens(Today.following(saved))
            let today = try await story.sees(home.seen)
            XCTAssertEqual(today.needsYou, 1)
            let rescue = try XCTUnwrap(today.rescue)
            XCTAssertFalse(sayRescue(rescue, lang: .vi).isEmpty)
            let rescued = Rescued(saved)
            await story.does(rescued.work) { rescued.read() }
            XCTAssertTrue(rescued.isRead)
            let forgotten = try await saved.book.rescue()
            XCTAssertNil(forgotten)
        }
    }
}

/// Noise in half of the file, as of a card that fails.
private func damage(_ book: URL) throws {
    let file = try FileHandle(forUpdating: book)
    let half = try file.seekToEnd() / 2
    try file.seek(toOffset: half / 2)
    try file.write(contentsOf: Data((0..<half).map { UInt8(truncatingIfNeeded: $0 * 31) }))
    try file.close()
}
