import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

final class SweepTests: XCTestCase {
    func testASheetIsFilmedMendedAndBoundToALot() async throws {
        try await leased { story, session in
            let lot = try await packedLot(session.book, "Lô nếp tháng mười")
            // Two rows of five: the third stamp was taken off, and one of another issuer is stuck over the eighth.
            var names: [String?] = (1...10).map(serial)
            (names[2], names[7]) = (nil, "elsewhere")
            session.way.to(.sweep(lot: nil))
            let sheet = Sheet(lot: nil, session)
            await story.does(sheet.work) { sheet.begin() }
            XCTAssertEqual(sheet.stage, .film, "nothing was left half way: the camera opens at once")
            let film = try StampSheet(names, columns: 5, inView: 3, frames: 7)
            try await story.films(film, sheet.sweeping.look) {
                try await story.sees(sheet.sweeping.report?.count == 8 && sheet.sweeping.report?.strangers.count == 1)
                try await story.sees(!sheet.sweeping.sighting.outlines.isEmpty)
            }
            XCTAssertGreaterThan(story.phone.ticks, 0)

            sheet.look()
            let report = try XCTUnwrap(sheet.sweeping.report)
            XCTAssertEqual(report.ranges.map { said($0.span) }, ["\(serial(1))…\(serial(10))"])
            XCTAssertNil(report.ranges[0].said)
            XCTAssertEqual(report.missing.map(\.serial), [serial(3), serial(8)])
            XCTAssertEqual(report.gaps, 2)
            XCTAssertEqual(report.there(report.missing[1], story.words), "chỗ này là một mã khác")
            XCTAssertTrue(report.strangers[0].why(.vi).hasPrefix("Của sản phẩm hoặc nơi phát hành khác"))
            // The third is in hand.
            await story.does(sheet.work) { sheet.typeIn(serial(3)) }
            XCTAssertEqual(sheet.sweeping.report?.count, 9)
            sheet.chooseLot()
            sheet.takeLot(lot)
            XCTAssertEqual(sheet.stage, .look)
            await sheet.judge()
            XCTAssertEqual(sheet.findings, [])

            sheet.bind()
            sheet.bind()
            await sheet.work.ended()
            XCTAssertNil(sheet.work.failure)
            let claims = try await session.book.stamps.claims(lot)
            XCTAssertEqual(claims.map(\.state), [.pending])
            XCTAssertEqual(session.way.here, .claim(claims[0].fact))
            XCTAssertEqual(try claims[0].spans.reduce(0) { try $0 + $1.range.count() }, 9)
            XCTAssertEqual(story.phone.syncsAsked, 1)
            let left = try await session.book.stamps.sweeps()
            XCTAssertEqual(left, [])
        }
    }

    func testASheetLeftHalfWayIsOfferedAgainAndThrownAwayOnlyOnPurpose() async throws {
        try await leased { story, session in
            let sheet = try await filmed(story, session, 1...4)
            await sheet.leave()
            XCTAssertNil(sheet.sweeping.report)

            let again = Sheet(lot: nil, session)
            await story.does(again.work) { again.begin() }
            XCTAssertEqual(again.stage, .begin)
            let offered = try XCTUnwrap(again.unfinished.first)
            XCTAssertEqual(offered.read, 4)
            await story.does(again.work) { again.goOn(offered) }
            XCTAssertEqual(again.stage, .film)
            XCTAssertEqual(again.sweeping.report?.count, 4)
            await again.leave()

            let last = Sheet(lot: nil, session)
            await story.does(last.work) { last.begin() }
            await story.does(last.work) { last.discard(offered) }
            XCTAssertEqual(last.stage, .film, "where nothing is left to offer, a new one begins")
            let open = try await session.book.stamps.sweeps()
            XCTAssertEqual(open.map(\.read), [0], "the new one alone")
            await last.leave()
        }
    }

    func testTheSheetOnTheTableOutlivesTheProcess() async throws {
        try await leased { story, session in
            let lot = try await packedLot(session.book, "Lô nếp")
            let sheet = try await filmed(story, session, 1...4)
            sheet.chooseLot()
            sheet.takeLot(lot)
            let saved = sheet.saved
            await sheet.leave()

            let again = Sheet(lot: nil, saved: saved, session)
            await story.does(again.work) { again.begin() }
            XCTAssertEqual(again.stage, .look)
            XCTAssertEqual(again.lot, lot)
            XCTAssertEqual(again.sweeping.report?.count, 4)
            await story.does(again.work) { again.throwAway() }

            let gone = Sheet(lot: nil, saved: saved, session)
            await story.does(gone.work) { gone.begin() }
            XCTAssertEqual(gone.stage, .film, "what was thrown away meanwhile is begun anew")
            XCTAssertEqual(gone.sweeping.report?.count, 0)
            await gone.leave()
        }
    }

    func testStampsAreLeftOutAndTakenInAgainByTheirNumbersAndAWrongOneIsRefusedWithAReason() async throws {
        try await leased { story, session in
            let sheet = try await filmed(story, session, 1...6)
            await story.does(sheet.work) { sheet.leaveOut(" \(serial(3)) ") }
            XCTAssertEqual(sheet.sweeping.report?.count, 5)
            let out = try XCTUnwrap(sheet.sweeping.report?.leftOut.first)
            XCTAssertEqual(said(out), serial(3))
            await story.does(sheet.work) { sheet.takeIn(out) }
            XCTAssertEqual(sheet.sweeping.report?.count, 6)
            let why = try await story.isRefused(sheet.work) { sheet.typeIn("HX99999999") }
            XCTAssertTrue(why.contains("không nằm trong các tem đã quét"), why)
            XCTAssertEqual(sheet.sweeping.report?.count, 6)
            await sheet.leave()
        }
    }

    func testATapOnTheMapMeansTheStampThatLiesThere() async throws {
        try await leased { story, session in
            let sheet = try await filmed(story, session, 1...6)
            let map = try XCTUnwrap(sheet.sweeping.report.flatMap(SheetMap.init))
            XCTAssertEqual(map.spots.count, 6)
            let picture = CGSize(width: 300, height: 200)
            for spot in map.spots {
                let place = map.place(spot, in: picture)
                XCTAssertTrue(CGRect(origin: .zero, size: picture).contains(place))
                XCTAssertEqual(map.nearest(to: CGPoint(x: place.midX + 3, y: place.midY - 3), in: picture), spot)
            }
            let last = try XCTUnwrap(map.nearest(to: CGPoint(x: 299, y: 199), in: picture))
            sheet.choose(last)
            XCTAssertEqual(sheet.spot?.label, serial(6), "below on the right is the last")
            await story.does(sheet.work) { sheet.leaveOut(serial(6)) }
            XCTAssertEqual(sheet.spot?.mark, .leftOut, "as it is now, not as it was when it was tapped")
            await sheet.leave()
        }
    }

    func testNothingFilmedLeavesNothingBehind() async throws {
        try await leased { story, session in
            let sheet = Sheet(lot: nil, session)
            await story.does(sheet.work) { sheet.begin() }
            try await story.films(try StampSheet([nil], columns: 1), sheet.sweeping.look) {
                try await story.sees(story.phone.shown > 3)
            }
            XCTAssertEqual(sheet.sweeping.report?.spots, [])
            await sheet.leave()
            let left = try await session.book.stamps.sweeps()
            XCTAssertEqual(left, [])
        }
    }
}

/// A sheet of these stamps that the camera has read whole, two rows of it.
@MainActor
private func filmed(_ story: Story, _ session: Session, _ numbers: ClosedRange<Int>) async throws -> Sheet {
    let sheet = Sheet(lot: nil, session)
    await story.does(sheet.work) { sheet.begin() }
    try await story.films(try StampSheet(numbers, columns: numbers.count / 2), sheet.sweeping.look) {
        try await story.sees(sheet.sweeping.report?.count == numbers.count && sheet.sweeping.report?.unsure.isEmpty == true)
    }
    return sheet
}
