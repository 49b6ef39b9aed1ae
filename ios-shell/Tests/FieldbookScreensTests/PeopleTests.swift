import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

final class PeopleTests: XCTestCase {
    func testASecondPersonJoinsByTheirInvitationAndRecordsWithOneTap() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            let people = story.opens(PeoplePage.following(session.book))
            let alone = try await story.sees(people.seen)
            XCTAssertEqual(alone.current?.name, "Lò Thị Mai")
            XCTAssertEqual(alone.current?.initials, "LM")
            XCTAssertEqual(alone.others, [])
            try await adds(story, session, story.hub.invites("Lò Văn Inh", "farmer").text)
            let inh = try await story.sees(people.seen?.others.first)
            XCTAssertEqual(inh.about(story.words), "Nông dân · Chờ nơi nhận trả lời")
            XCTAssertNil(inh.notTaken(story.words))

            session.way.to(.people)
            let switching = Switching(session)
            await story.does(switching.work) { switching.to(inh) }
            XCTAssertEqual(session.way.here, .home)
            try await harvested(session.book)
            let me = try await session.book.people.me()
            XCTAssertEqual(me.name, "Lò Văn Inh")
            let entries = try await session.book.journal.query(FactQuery())
            XCTAssertEqual(entries.map(\.fact.recorder), [me.person])
            try await story.sees(people.seen?.current?.name == "Lò Văn Inh")
        }
    }

    func testAPINKeepsOthersFromRecordingInANameAndTooManyTriesMustWait() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            try await adds(story, session, story.hub.invites("Lò Văn Inh", "farmer").text)
            let form = try await pinForm(story, session)
            XCTAssertFalse(form.hasPin)
            XCTAssertEqual(form.title(story.words), "Mã PIN mới")
            types("1234", form)
            XCTAssertEqual(form.title(story.words), "Nhập lại mã PIN")
            types("1235", form)
            XCTAssertTrue(form.differs)
            types("1234", form)
            types("1234", form)
            await form.work.ended()
            XCTAssertNil(form.work.failure)
            XCTAssertEqual(session.way.here, .home, "back to where the person was")

            let (mai, inh) = try await (profile("Lò Thị Mai", session), profile("Lò Văn Inh", session))
            XCTAssertTrue(mai.hasPin)
            let switching = Switching(session)
            await story.does(switching.work) { switching.to(inh) }
            switching.to(mai)
            XCTAssertEqual(session.way.here, .pin(mai.person), "who has a PIN is asked for it")
            let wrong = try await unlocks(story, switching, mai, "9999")
            XCTAssertTrue(try XCTUnwrap(wrong).contains("Sai mã PIN. Thử lại"), wrong ?? "")
            switching.press("1")
            XCTAssertNil(switching.work.failure, "the next digit takes the note away")
            switching.erase()
            let right = try await unlocks(story, switching, mai, "1234")
            XCTAssertNil(right)
            let now = try await session.book.people.me().name
            XCTAssertEqual(now, "Lò Thị Mai")

            await story.does(switching.work) { switching.to(inh) }
            for last in 0..<5 { _ = try await unlocks(story, switching, mai, "000\(last)") }
            let late = try await unlocks(story, switching, mai, "1234")
            XCTAssertTrue(try XCTUnwrap(late).contains("Sai mã PIN nhiều lần. Đợi một phút"), late ?? "")
            let still = try await session.book.people.me().name
            XCTAssertEqual(still, "Lò Văn Inh")
        }
    }

    func testAPINIsTakenAwayByWhoKnowsIt() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            try await session.book.people.setPin(new: "2468")
            let form = try await pinForm(story, session)
            XCTAssertFalse(form.removable)
            types("1111", form)
            let why = try await story.isRefused(form.work) { form.remove() }
            XCTAssertTrue(why.contains("Sai mã PIN"), why)
            XCTAssertEqual(form.asked, .old)
            types("2468", form)
            XCTAssertTrue(form.removable)
            await story.does(form.work) { form.remove() }
            let mai = try await profile("Lò Thị Mai", session)
            XCTAssertFalse(mai.hasPin)
        }
    }

    func testAFaceIsTakenShownWhereItIsSwitchedAndTakenAwayAfterAQuestion() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            let people = story.opens(PeoplePage.following(session.book))
            try await adds(story, session, story.hub.invites("Lò Văn Inh", "farmer").text)
            let mai = try await story.sees(people.seen?.current)
            XCTAssertFalse(mai.hasPortrait)
            let waiting = try await session.book.sync.status().outbox
            let portraying = Portraying(session)
            await story.does(portraying.work) { portraying.take() }
            let none = try await profile("Lò Thị Mai", session)
            XCTAssertFalse(none.hasPortrait, "who closes the camera again keeps what was")

            story.phone.picture = dark
            await story.does(portraying.work) { portraying.take() }
            let first = try await story.sees(people.seen?.faces[mai.person])
            XCTAssertEqual(Array(first.prefix(3)), [0xFF, 0xD8, 0xFF])
            story.phone.picture = light
            await story.does(portraying.work) { portraying.take() }
            try await story.sees(people.seen?.faces[mai.person].map { $0 != first } ?? false)
            let after = try await session.book.sync.status().outbox
            XCTAssertEqual(after, waiting, "nothing of it is sent")

            let inh = try await profile("Lò Văn Inh", session)
            let switching = Switching(session)
            await story.does(switching.work) { switching.to(inh) }
            try await story.sees(people.seen?.current?.name == "Lò Văn Inh")
            XCTAssertEqual(people.seen.map { Array($0.faces.keys) }, [mai.person], "shown to who switches")

            await story.does(switching.work) { switching.to(mai) }
            portraying.ask()
            XCTAssertTrue(portraying.asking)
            portraying.keep()
            XCTAssertFalse(portraying.asking)
            portraying.ask()
            await story.does(portraying.work) { portraying.remove() }
            XCTAssertFalse(portraying.asking)
            // A page from before the switch has Inh on it, who has no face either.
            try await story.sees(people.seen.map { $0.current?.person == mai.person && $0.faces.isEmpty } ?? false)
        }
    }

    func testAFaceThatIsNoPictureIsRefusedInTheBooksWords() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            story.phone.picture = Data("no picture".utf8)
            let portraying = Portraying(session)
            let why = try await story.isRefused(portraying.work) { portraying.take() }
            XCTAssertTrue(why.contains("không đọc được ảnh này"), why)
        }
    }

    func testTooShortAPINIsRefusedInTheBooksWordsAndNoneIsTooLong() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            let form = try await pinForm(story, session)
            for digit in "123" { form.press(digit) }
            XCTAssertFalse(form.ready)
            form.press("4")
            XCTAssertTrue(form.ready)
            for _ in 0..<4 { form.erase() }
            types("12", form)
            types("12", form)
            await form.work.ended()
            XCTAssertEqual(form.work.failure?.told, "Mã PIN gồm 4 đến 8 chữ số.")
            XCTAssertEqual(form.asked, .new)
            for digit in "0123456789" { form.press(digit) }
            XCTAssertEqual(form.digits, "01234567", "each counts, also a nought in front")
            let mai = try await profile("Lò Thị Mai", session)
            XCTAssertFalse(mai.hasPin)
        }
    }

    func testWhoWorksForTwoOrganisationsSaysForWhich() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { story, session in
            try await session.book.synced()
            let me = try await session.book.people.me().person
            _ = try await session.book.people.add(story.hub.invitesElsewhere(me, "officer").text)
            try await session.book.synced()
            let people = story.opens(PeoplePage.following(session.book))
            let hoa = try await story.sees(people.seen?.current)
            let second = try XCTUnwrap(hoa.orgs.first { $0.name == "HTX Chiềng Sơn" })
            let switching = Switching(session)
            await story.does(switching.work) { switching.workFor(second.org) }
            let now = try await session.book.people.me()
            XCTAssertEqual(now.orgName, "HTX Chiềng Sơn")
            let page = try await story.sees(people.seen.flatMap { $0.rights.roles == [.officer] ? $0 : nil })
            XCTAssertEqual(page.rights.roles.said(.vi), "Cán bộ khuyến nông")
            XCTAssertEqual(page.rights.paper, .certificate)
            XCTAssertNotNil(page.rights.until)
        }
    }

    func testWhatIsNoInvitationAddsNobody() async throws {
        try await enrolled("Lò Thị Mai", "manager") { _, session in
            let enrolling = Enrolling(adding: session)
            enrolling.read("xin chào")
            XCTAssertTrue(try XCTUnwrap(enrolling.strange).said[.vi].contains("không phải là lời mời"))
            enrolling.confirm()
            await enrolling.work.ended()
            let all = try await session.book.people.profiles()
            XCTAssertEqual(all.count, 1)
        }
    }
}

@MainActor
private func adds(_ story: Story, _ session: Session, _ invitation: String) async throws {
    session.way.to(.addPerson)
    let enrolling = Enrolling(adding: session)
    enrolling.read(invitation)
    await story.does(enrolling.work) { enrolling.confirm() }
    XCTAssertEqual(session.way.here, .home, "back to where the person was")
}

@MainActor
private func pinForm(_ story: Story, _ session: Session) async throws -> PinForm {
    session.way.to(.newPin)
    return PinForm(try await profile("Lò Thị Mai", session), session)
}

@MainActor
private func types(_ digits: String, _ form: PinForm) {
    for digit in digits { form.press(digit) }
    form.next()
}

/// What is said against it; nothing when the person records now.
@MainActor
private func unlocks(_ story: Story, _ switching: Switching, _ who: Profile, _ pin: String) async throws -> String? {
    for digit in pin { switching.press(digit) }
    switching.unlock(who.person)
    XCTAssertEqual(switching.digits, "")
    await switching.work.ended()
    return switching.work.failure?.told
}

@MainActor
private func profile(_ name: String, _ session: Session) async throws -> Profile {
    let all = try await session.book.people.profiles()
    return try XCTUnwrap(all.first { $0.name == name })
}

/// Grey squares of eight pixels, as JPEG.
private let dark = jpeg("""
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i
    Z2hnPk1xeXBkeFxlZ2P/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAI
    AQEAAD8AJv/Z
    """)
private let light = jpeg("""
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i
    Z2hnPk1xeXBkeFxlZ2P/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAI
    AQEAAD8AUv/Z
    """)

private func jpeg(_ base64: String) -> Data {
    Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data()
}
