import Fieldbook
import FieldbookScreens
import XCTest

final class WayTests: XCTestCase {
    func testTheWayOutlivesTheProcess() async {
        await MainActor.run {
            let (doc, fact) = (DocId(), FactId())
            let screens: [Screen] = [
                .choose(.season), .choose(.lot), .choose(.visit), .steps(doc), .entry(doc, step: "harvest"),
                .entry(doc, step: "harvest", like: fact), .saved(fact),
            ]
            let way = Way(screens)
            let again = Way(saved: way.saved)
            for screen in screens.reversed() {
                XCTAssertEqual(again.here, screen)
                again.back()
            }
            XCTAssertEqual(again.here, .home)
            XCTAssertFalse(again.canGoBack)
            again.back()
            XCTAssertEqual(again.here, .home)
        }
    }

    func testAPathOfAnotherVersionLeadsHome() {
        for path in ["", "sheep/1", "steps", "steps/x", "entry/1/2", "choose/sheep"] {
            XCTAssertEqual(Screen(path: path), .home, path)
        }
    }

    func testMomentsAreSaidAsPeopleDo() throws {
        let now = try XCTUnwrap(Moment(rfc3339: "2026-10-03T07:12:00+07:00"))
        let times = Times(zone: now.timeZone) { now.date }
        let (vi, en) = (Words(.vi), Words(.en))
        XCTAssertEqual(times.moment(now, vi), "07:12 hôm nay")
        XCTAssertEqual(times.moment(now.date.addingTimeInterval(-86_400), vi), "07:12 hôm qua")
        XCTAssertEqual(times.moment(now.date.addingTimeInterval(86_400), en), "07:12 tomorrow")
        XCTAssertEqual(times.day(try XCTUnwrap(CivilDate("2026-01-09")), vi), "9/1/2026")
        XCTAssertEqual(times.day(try XCTUnwrap(CivilDate("2026-01-09")), en), "9 Jan 2026")
        XCTAssertEqual(times.moment(on: try XCTUnwrap(CivilDate("2026-09-30"))).rfc3339, "2026-09-30T07:12:00.000+07:00")
    }
}
