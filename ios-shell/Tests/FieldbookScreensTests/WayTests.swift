import Fieldbook
import FieldbookScreens
import XCTest

final class WayTests: XCTestCase {
    func testTheWayOutlivesTheProcess() async {
        await MainActor.run {
            let (doc, fact) = (DocId(), FactId())
            let screens: [Screen] = [
                .choose(.season), .choose(.lot), .choose(.visit), .steps(doc), .entry(doc, step: "harvest"),
                .entry(doc, step: "harvest", like: fact), .saved(fact), .entry(doc, step: "receive", from: doc),
                .history(fact), .correct(fact, field: "qty.out"), .void(fact),
                .conflicts, .conflict(doc, fact, field: "moisture"), .conflict(doc, nil, field: "name"),
                .lots, .newLot(from: nil), .newLot(from: doc), .lot(doc), .visits, .visit(doc),
                .scan, .sweep(lot: nil), .sweep(lot: doc), .stampLot, .activate(doc), .claim(fact), .rescan(fact), .tasks,
                .outbox, .bundles, .people, .addPerson, .pin(doc), .newPin, .settings, .dataUse, .backup, .organisations,
                .licences,
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

    func testWorkThatIsDoneLeadsOnOnlyFromItsOwnScreen() async {
        await MainActor.run {
            let (doc, fact) = (DocId(), FactId())
            let way = Way([.steps(doc), .history(fact), .void(fact)])
            way.back(from: .history(fact))
            way.onTo(.home, from: .history(fact))
            XCTAssertEqual(way.here, .void(fact), "the person was elsewhere already")
            way.back(from: .void(fact))
            XCTAssertEqual(way.here, .history(fact))
            way.onTo(.saved(fact), from: .history(fact))
            way.back()
            XCTAssertEqual(way.here, .steps(doc))
        }
    }

    func testAPathOfAnotherVersionLeadsHome() {
        for path in ["", "sheep/1", "steps", "steps/x", "entry/1/2", "choose/sheep", "lot", "conflict/x//y", "conflicts/1"] {
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
