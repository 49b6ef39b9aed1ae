import Fieldbook
import FieldbookScreens
import XCTest

final class EnrolTests: XCTestCase {
    func testANewPhoneIsEnrolledByTheHubsCodeWithoutSignal() async throws {
        try await onPhone { story in
            let phone = story.phone
            phone.film = try story.hub.invites("Lò Thị Mai", "manager").code
            phone.link = nil
            story.hub.stop()
            await story.opening.open()
            guard case .notEnrolled = story.opening.state else { return XCTFail("\(story.opening.state)") }

            let enrolling = Enrolling { try await story.opening.enrol($0) }
            let looking = Task { await phone.camera.look(torch: false, enrolling.look) }
            let found = try await story.sees(enrolling.found)
            looking.cancel()
            XCTAssertEqual(found.invitation.personName, "Lò Thị Mai")
            XCTAssertEqual(found.invitation.orgName, "HTX Mường Và")
            XCTAssertNil(story.opening.book, "nothing is made before the person has said yes")

            enrolling.confirm()
            enrolling.confirm()
            await enrolling.work.ended()
            XCTAssertNil(enrolling.work.failure)
            let me = try await story.session().book.people.me()
            XCTAssertEqual(me.name, "Lò Thị Mai")
            XCTAssertEqual(phone.enrolments, 1)
        }
    }

    func testAPhoneWithoutACameraTakesTheCodeAsText() async throws {
        try await onPhone { story in
            let allowed = await story.phone.camera.look(torch: false) { _ in }
            XCTAssertFalse(allowed)
            let enrolling = Enrolling { try await story.opening.enrol($0) }
            enrolling.read("xin chào")
            XCTAssertTrue(try XCTUnwrap(enrolling.strange).said[.vi].contains("không phải là lời mời"))
            XCTAssertNil(enrolling.found)

            // A message has a line's end behind the code.
            enrolling.read(try story.hub.invites("Cà Thị Hoa", "farmer").text + "\n")
            XCTAssertNil(enrolling.strange)
            enrolling.notMe()
            XCTAssertNil(enrolling.found)
            enrolling.confirm()
            await enrolling.work.ended()
            XCTAssertNil(story.opening.book, "somebody else's invitation")
        }
    }

    func testABookIsOpenedOnceWhoeverAsks() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await session.book.shutdown()
            let opening = Opening(device: story.phone)
            async let first: Void = opening.open()
            async let second: Void = opening.open()
            _ = await (first, second)
            let book = try XCTUnwrap(opening.book)
            let name = try await book.people.me().name
            XCTAssertEqual(name, "Lò Văn Inh")
            try await book.shutdown()
        }
    }

    func testABookThatCannotBeOpenedNowIsNotTakenForANewPhone() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await session.book.shutdown()
            story.phone.locked = true
            let opening = Opening(device: story.phone)
            await opening.open()
            guard case .failed(let error) = opening.state else { return XCTFail("\(opening.state)") }
            XCTAssertFalse(error.said[.vi].isEmpty)

            story.phone.locked = false
            await opening.open()
            let book = try XCTUnwrap(opening.book)
            try await book.shutdown()
        }
    }
}
