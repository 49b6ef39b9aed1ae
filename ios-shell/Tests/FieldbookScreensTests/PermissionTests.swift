import Fieldbook
import FieldbookScreens
import XCTest

final class PermissionTests: XCTestCase {
    func testWhyThePlaceIsTakenIsSaidOnceBeforeThePhoneAsksAndThenItIsInTheEntry() async throws {
        try await unpermitted { story, session in
            XCTAssertTrue(session.owesWordOnPlace)
            let placing = Placing(session)
            XCTAssertEqual(story.phone.placeQuestions, 0, "nobody is asked by the way")
            await story.does(placing.work) { placing.allow() }
            XCTAssertTrue(placing.permitted)
            XCTAssertFalse(session.owesWordOnPlace)
            let place = try await harvested(story, session)
            XCTAssertEqual(place, story.phone.place)
            XCTAssertEqual(story.phone.placeQuestions, 1)
            XCTAssertTrue(Memory(folder: story.phone.folder).toldOfPlace, "also after the app was closed")
        }
    }

    func testWhoSaysLaterRecordsWithoutAPlaceIsNotAskedAgainAndFindsItInTheSettings() async throws {
        try await unpermitted { story, session in
            Placing(session).later()
            XCTAssertFalse(session.owesWordOnPlace)
            let place = try await harvested(story, session)
            XCTAssertNil(place)
            XCTAssertEqual(story.phone.placeQuestions, 0)
            story.phone.grantsPlace = false
            let placing = Placing(session)
            XCTAssertFalse(placing.permitted || placing.refused)
            await story.does(placing.work) { placing.allow() }
            XCTAssertTrue(placing.refused && !placing.permitted, "the way to the phone's settings is shown")
            story.phone.grantsPlace = true
            await story.does(placing.work) { placing.allow() }
            XCTAssertTrue(placing.permitted && !placing.refused)
            XCTAssertEqual(story.phone.placeQuestions, 2)
        }
    }

    func testWhoHasGivenTheirPlaceIsToldNothing() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { _, session in
            XCTAssertFalse(session.owesWordOnPlace)
        }
    }

    func testAPhotoThatThePhoneDoesNotLetOneTakeSaysSoUntilItDoes() async throws {
        try await leased { story, session in
            let lot = try await packedLot(session.book, "Lô nếp")
            let range = try await session.book.stamps.range(serial(5), last: serial(10))
            let claim = try await session.book.stamps.activate(lot, ranges: [range], capture: .manual).fact
            session.way.to(.entry(lot, step: "pack"))
            let entering = try await entering(session)
            let form = try XCTUnwrap(entering.form)
            let rescanning = Rescanning(claim, session)
            await rescanning.begin()
            let portraying = Portraying(session)
            story.phone.picture = photograph
            XCTAssertFalse(form.cameraRefused || rescanning.cameraRefused || portraying.cameraRefused)
            for refused in [true, false] {
                story.phone.refused = refused
                await story.does(form.photographing) { form.takePhoto(session) }
                await story.does(rescanning.work) { rescanning.photograph() }
                await story.does(portraying.work) { portraying.take() }
                XCTAssertEqual([form.cameraRefused, rescanning.cameraRefused, portraying.cameraRefused], [refused, refused, refused])
                XCTAssertEqual(form.photos.isEmpty, refused)
            }
        }
    }
}

/// A farmer's phone that has not given its place away yet.
@MainActor
private func unpermitted(_ story: @MainActor (Story, Session) async throws -> Void) async throws {
    try await enrolled("Cà Thị Hoa", "farmer") { told, session in
        told.phone.placePermitted = false
        try await story(told, session)
    }
}

/// Writes a harvest down, and gives the place that it was saved with.
@MainActor
private func harvested(_ story: Story, _ session: Session) async throws -> Place? {
    session.way.to(.entry(try await season(session.book), step: "harvest"))
    let entering = try await entering(session)
    await entering.findPlace()
    entering.press("5")
    await story.does(entering.saving) { entering.save() }
    return try await only(session.book).fact.place
}
