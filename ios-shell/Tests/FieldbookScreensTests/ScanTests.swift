import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

final class ScanTests: XCTestCase {
    func testAStampBeforeTheCameraSaysWhatItIsWithOneTick() async throws {
        try await leased { story, session in
            session.memory.beeps = false
            let scanning = Scanning(session)
            try await story.films(try StampSheet(1...1, columns: 1), scanning.look) {
                let stamp = try await story.sees(scanning.read.first)
                XCTAssertEqual(stamp.label, serial(1))
                XCTAssertEqual(stamp.product, "Gạo nếp tan Mường Và")
                XCTAssertEqual(stamp.remark(story.words)?.text, "Tem chưa kích hoạt")
                let outline = try await story.sees(scanning.sighting.outlines.first)
                XCTAssertEqual(outline.text, link(1))
                XCTAssertEqual(outline.mark, .new)
                XCTAssertEqual(outline.corners.count, 4)
                let seen = story.phone.shown
                try await story.sees(story.phone.shown > seen + 5)
            }
            XCTAssertEqual(scanning.read.count, 1)
            XCTAssertEqual(story.phone.ticks, 1, "one stamp is one tick, however many frames show it")
            XCTAssertFalse(story.phone.told.sound, "as the person has chosen")
            XCTAssertTrue(story.phone.told.shake)
            XCTAssertNil(scanning.failure)
        }
    }

    func testAnActivatedStampNamesItsLotAndLeadsToTheActivation() async throws {
        try await leased { story, session in
            let lot = try await packedLot(session.book, "Lô nếp tháng mười")
            let range = try await session.book.stamps.range(serial(2), last: serial(9))
            let claim = try await session.book.stamps.activate(lot, ranges: [range], capture: .manual)
            let scanning = Scanning(session)
            try await story.films(try StampSheet(5...5, columns: 1), scanning.look) {
                let stamp = try await story.sees(scanning.read.first)
                XCTAssertNil(stamp.remark(story.words))
                XCTAssertEqual(stamp.claims.map(\.lotName), ["Lô nếp tháng mười"])
                XCTAssertEqual(stamp.claims.map(\.claim), [claim.fact])
                XCTAssertEqual(stamp.claims.map(\.state), [.pending])
            }
            let shown = story.opens(ClaimPage.following(claim.fact, in: session.book))
            let page = try await story.sees(shown.seen)
            XCTAssertEqual(said(page.named), "\(serial(2))…\(serial(9))")
        }
    }

    func testAStrangerAndACodeThatIsNoStampAreToldFromOurOwn() async throws {
        try await leased { story, session in
            let scanning = Scanning(session)
            try await story.films(try StampSheet(["elsewhere"], columns: 1), scanning.look) {
                let stranger = try await story.sees(scanning.read.first)
                XCTAssertEqual(stranger.remark(story.words)?.text, "Không phải tem của mình")
                try await story.sees(scanning.sighting.outlines.first?.mark == .foreign)
                story.phone.film = try StampSheet(["wifi"], columns: 1)
                let wifi = try await story.sees(scanning.read.first.flatMap { $0.label == stranger.label ? nil : $0 })
                XCTAssertEqual(wifi.remark(story.words)?.text, "Mã này không phải tem")
                XCTAssertEqual(scanning.earlier.map(\.label), ["A77"])
            }
            let stranger = try XCTUnwrap(scanning.earlier.first)
            scanning.show(stranger)
            XCTAssertEqual(scanning.read.map(\.label).first, "A77")
            XCTAssertEqual(scanning.read.count, 2)
        }
    }

    func testAPhoneWithoutACameraTakesTheNumberOnADamagedStamp() async throws {
        try await leased { story, session in
            let scanning = Scanning(session)
            let allowed = await story.phone.camera.look(torch: false, scanning.look)
            XCTAssertFalse(allowed)
            await story.does(scanning.work) { scanning.type(" \(serial(412)) ") }
            XCTAssertEqual(scanning.read.first?.remark(story.words)?.text, "Tem chưa kích hoạt")
            XCTAssertEqual(story.phone.ticks, 0)
        }
    }

    func testFramesOfABookThatSleepsAreNoError() async throws {
        try await leased { story, session in
            let scanning = Scanning(session)
            try await session.book.pause()
            try await story.films(try StampSheet(3...3, columns: 1), scanning.look) {
                try await story.sees(story.phone.shown > 3)
                XCTAssertNil(scanning.failure)
                XCTAssertTrue(scanning.read.isEmpty)
                try await session.book.resume()
                _ = try await story.sees(scanning.read.first)
            }
        }
    }

    func testAnOutlineLiesOverItsCodeHoweverThePhoneIsHeld() {
        let view = CGSize(width: 400, height: 400)
        func placed(_ turned: Int) -> CGPoint {
            Sighting(shape: FrameShape(width: 1280, height: 720, turned: turned)).placed(Corner(x: 320, y: 180), in: view)
        }
        XCTAssertEqual(placed(0), CGPoint(x: 100, y: 87.5 + 56.25))
        XCTAssertEqual(placed(90), CGPoint(x: 87.5 + 168.75, y: 100))
        XCTAssertEqual(placed(180), CGPoint(x: 300, y: 87.5 + 168.75))
        XCTAssertEqual(placed(270), CGPoint(x: 87.5 + 56.25, y: 300))
        XCTAssertEqual(Sighting(shape: FrameShape(width: 1280, height: 720, turned: 90)).aspect, 1.2)
    }

    func testOutlinesStayWhileTheHandIsStillAndGoWhenItMoves() {
        func code(_ text: String, _ x: Float) -> Outline {
            let corners = [(0, 0), (80, 0), (80, 80), (0, 80)].map { Corner(x: x + $0.0, y: 100 + $0.1) }
            return Outline(text: text, corners: corners, mark: .known)
        }
        func texts(_ sighting: Sighting) -> Set<String?> { Set(sighting.outlines.map(\.text)) }
        let shape = FrameShape(width: 640, height: 360, turned: 0)
        let first = Sighting.nothing.next(shape, [code("a", 100), code("b", 300)])
        XCTAssertEqual(texts(first.next(shape, [code("a", 104)])), ["a", "b"])
        XCTAssertEqual(texts(first.next(shape, [])), ["a", "b"])
        XCTAssertEqual(texts(first.next(shape, [code("a", 200)])), ["a"])
    }
}
