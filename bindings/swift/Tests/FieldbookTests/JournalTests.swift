import Fieldbook
import Foundation
import XCTest

final class JournalTests: BookCase {
    func testAHarvestIsRecordedAmendedFoundAndVoided() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        let morning = try XCTUnwrap(Moment(rfc3339: "2026-10-02T06:30:00+07:00"))
        let recorded = try await book.journal.record(harvest(season, occurred: morning))
        let fact = recorded.view.fact
        XCTAssertEqual(fact.kind, .harvest)
        XCTAssertEqual(fact.occurred, morning)
        XCTAssertEqual(fact.occurred.secondsFromGMT, 7 * 3600)
        XCTAssertEqual(fact.occurredTrust, .typed)
        XCTAssertEqual(fact.quantities[0].quantity, Quantity(entered: 2.5, enteredUnit: .ta))
        XCTAssertEqual(recorded.view.state, .onPhone)
        XCTAssertEqual(recorded.findings, [])

        let amended = try await book.journal.amend(fact.id, field: "moisture", value: 23, reason: "đo lại")
        XCTAssertEqual(amended.fact.fields["moisture"], .number(value: 23))
        let history = try await book.journal.history(fact.id)
        XCTAssertEqual(history.map(\.field), [nil, "moisture"])
        XCTAssertEqual(history[1].old, [.number(value: 24.5)])
        XCTAssertEqual(history[1].reason, "đo lại")
        XCTAssertEqual(history[1].byName, "Lò Thị Mai")

        for words in ["gat o ruong dang", "Đặng", "lúa ẩm"] {
            let found = try await book.journal.search(words)
            XCTAssertEqual(found.map(\.fact.id), [fact.id], words)
        }
        let voided = try await book.journal.void(fact.id, reason: "ghi nhầm ruộng")
        XCTAssertEqual(voided.voided?.reason, "ghi nhầm ruộng")
        let since = try await book.journal.query(FactQuery(kind: .harvest, since: morning))
        XCTAssertEqual(since.map(\.fact.id), [fact.id])
        let until = try await book.journal.query(FactQuery(until: morning))
        XCTAssertEqual(until, [])
    }

    func testErrorsNameTheFieldAndTheRemedy() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        let wrong = NewFact(doc: season, step: "harvest", fields: ["moisture": 140])
        await assertRefused(try await book.journal.record(wrong)) { error in
            guard case .invalidInput(let reasons, let said) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(reasons.map(\.field), ["fields.moisture", "quantities.out"])
            XCTAssertEqual(reasons[0].args["max"], "100")
            XCTAssertTrue(reasons.allSatisfy { !$0.said.vi.isEmpty && !$0.said.en.isEmpty })
            XCTAssertEqual(said.vi, error.say(.vi))
            XCTAssertEqual(said[.en], error.say(.en))
            XCTAssertNotEqual(said.vi, said.en)
            XCTAssertEqual(error.localizedDescription, said.localized)
        }
        let nothing = try await book.journal.query(FactQuery())
        XCTAssertEqual(nothing, [])

        await assertRefused(try await book.journal.get(UUID())) { error in
            guard case .notFound(let what, _) = error else { return XCTFail("\(error)") }
            XCTAssertFalse(what.isEmpty)
        }
        await assertRefused(try await Fieldbook.open(config("none"))) { error in
            guard case .notFound = error else { return XCTFail("\(error)") }
        }
        await assertRefused(try await Fieldbook.create(config("new"), invitation: "FIELDBOOK1:abc", deviceName: "Máy")) { error in
            guard case .invalidInput(let reasons, _) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(reasons.map(\.field), ["invite"])
        }
        try await book.shutdown()
        let again = try hub().mai
        await assertRefused(try await Fieldbook.create(config(), invitation: again, deviceName: "Máy")) { error in
            guard case .notAllowed(let reason, _) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(reason, "book_exists")
        }
    }

    func testWhatIsNoNumberCannotCross() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        let wrong = NewFact(doc: season, step: "harvest", fields: ["moisture": .number(value: .nan)])
        await assertRefused(try await book.journal.record(wrong)) { error in
            guard case .invalidInput(let reasons, _) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(reasons.map(\.field), ["number"])
        }
    }

    func testNumbersMomentsAndDatesCrossWhole() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        for text in ["0.001", "99.999", "0.0000001"] {
            let number = try XCTUnwrap(Decimal(string: text))
            let fact = NewFact(
                doc: season, step: "harvest",
                quantities: [RoledQuantity(role: .out, quantity: Quantity(entered: number, enteredUnit: .kg))])
            let recorded = try await book.journal.record(fact)
            XCTAssertEqual(recorded.view.fact.quantities[0].quantity.entered, number, text)
        }
        for number in ["13.1", "24.3", "0.07"] {
            let literal = FieldValue(floatLiteral: try XCTUnwrap(Double(number)))
            XCTAssertEqual(literal, .number(value: try XCTUnwrap(Decimal(string: number))))
        }
        let utc = try XCTUnwrap(TimeZone(identifier: "UTC"))
        let chatham = try XCTUnwrap(TimeZone(secondsFromGMT: 45900))
        let west = try XCTUnwrap(TimeZone(secondsFromGMT: -12600))
        for zone in [utc, chatham, west] {
            let moment = Moment(Date(timeIntervalSince1970: 1_759_360_000.123), in: zone)
            let recorded = try await book.journal.record(harvest(season, occurred: moment))
            XCTAssertEqual(recorded.view.fact.occurred, moment, moment.description)
        }
        XCTAssertNil(Moment(rfc3339: "2026-10-02T06:30:00"))
        XCTAssertNil(Moment(rfc3339: "hôm qua"))
        let late = try XCTUnwrap(Moment(rfc3339: "2026-10-02T23:30:00.500+07:00"))
        XCTAssertEqual(late.rfc3339, "2026-10-02T23:30:00.500+07:00")
        XCTAssertEqual(late.day, CivilDate("2026-10-02"))
        XCTAssertEqual(Moment(rfc3339: "2026-10-02T23:30:00Z")?.secondsFromGMT, 0)
        XCTAssertNil(CivilDate("2026-02-30"))
        XCTAssertNil(CivilDate("hôm qua"))
        XCTAssertEqual(CivilDate(year: 2024, month: 2, day: 29)?.description, "2024-02-29")
        let seasons = try await book.documents.list(.season)
        XCTAssertEqual(seasons.map(\.doc.id), [season])
        XCTAssertLessThan(abs(seasons[0].opened.timeIntervalSinceNow), day)

        // A serial of 20 digits counts further than 64 bits.
        let first = try XCTUnwrap(Decimal(string: "99999999999999999990"))
        let last = try XCTUnwrap(Decimal(string: "99999999999999999999"))
        let range = SerialRange(prefix: "", width: 20, suffix: "", first: first, last: last)
        XCTAssertEqual(try range.count(), 10)
        XCTAssertEqual(try range.lastSerial(), "99999999999999999999")
    }

    /// What an app's own function with a typed error can call: it would not compile if one of these hid its type.
    func testCallsWithoutABookSayWhatTheyThrow() throws {
        func amount(_ text: String) throws(FieldbookError) -> (NormalQuantity, String) {
            let quantity = try parseQuantity(text)
            return (try normalQuantity(quantity), unitName(quantity.enteredUnit))
        }
        func serials(_ range: SerialRange) throws(FieldbookError) -> (Decimal, String, String) {
            (try range.count(), try range.firstSerial(), try range.lastSerial())
        }
        func kept(_ key: BookKey) throws(FieldbookError) -> Data {
            try BookKey.fromBytes(key.bytes()).bytes()
        }
        func refusal<Answer>(_ call: () throws(FieldbookError) -> Answer) -> [String]? {
            do {
                _ = try call()
                return nil
            } catch {
                guard case .invalidInput(let reasons, _) = error else { return [] }
                return reasons.map(\.field)
            }
        }
        let (normal, name) = try amount("2,5 tạ")
        XCTAssertEqual(normal.amount, 250)
        XCTAssertEqual(name, "tạ")
        XCTAssertNotNil(refusal { () throws(FieldbookError) in try amount("nhiều") })
        let range = SerialRange(prefix: "HX", width: 3, suffix: "", first: 7, last: 9)
        let (count, first, last) = try serials(range)
        XCTAssertEqual(count, 3)
        XCTAssertEqual([first, last], ["HX007", "HX009"])
        let backwards = SerialRange(prefix: "HX", width: 3, suffix: "", first: 9, last: 7)
        XCTAssertNotNil(refusal { () throws(FieldbookError) in try serials(backwards) })
        let key = try BookKey.generate()
        XCTAssertEqual(try kept(key), key.bytes())
        XCTAssertNotNil(refusal { () throws(FieldbookError) in try BookKey.fromBytes(Data([1, 2, 3])) })
        XCTAssertNotNil(refusal { () throws(FieldbookError) in try verifyEvidence(Data([1]), hubKey: "abc") })
    }

    /// An invitation is read before there is a book: the question "is that you?" comes first.
    func testAnInvitationIsReadWithoutABook() throws {
        let invitation = try readInvitation(hub().mai)
        XCTAssertEqual(invitation.personName, "Lò Thị Mai")
        XCTAssertEqual(invitation.orgName, "HTX Mường Và")
        XCTAssertGreaterThan(invitation.notAfter.date, Date())
        XCTAssertThrowsError(try readInvitation("FIELDBOOK1:abc")) { error in
            guard case FieldbookError.invalidInput = error else { return XCTFail("\(error)") }
        }
    }

    /// A form fills a record in piece by piece, and a list knows its rows.
    func testAFormFillsARecordInAndAListKnowsItsRows() async throws {
        let book = try await newBook()
        let season = try await newSeason(book)
        var draft = try harvest(season)
        draft.fields["moisture"] = 23
        draft.note = nil
        let view = try await book.journal.record(draft).view
        XCTAssertEqual(view.fact.fields["moisture"], .number(value: 23))
        XCTAssertNil(view.fact.note)
        var query = FactQuery()
        query.limit = 1
        let page = try await book.journal.query(query)
        XCTAssertEqual(page.map(\.id), [view.fact.id])
        let seasons = try await book.documents.list(.season)
        XCTAssertEqual(seasons.map(\.id), [season])
    }

    func testTheSentenceComesInThePersonsLanguage() {
        XCTAssertEqual(Lang.preferred(of: ["vi-VN", "en-US"]), .vi)
        XCTAssertEqual(Lang.preferred(of: ["th-TH", "vi-VN"]), .vi)
        XCTAssertEqual(Lang.preferred(of: ["th-TH"]), .en)
        let panic = unexpectedError("a lock is broken")
        guard case .unexpected(let details, let said) = panic else { return XCTFail("\(panic)") }
        XCTAssertEqual(details, "a lock is broken")
        XCTAssertFalse(said.vi.isEmpty)
    }

    /// A module that exports one of these names would break every app that imports it beside Foundation.
    func testNamesOfSwiftAndFoundationStayTheirOwn() async {
        let two = await Task { 2 }.value
        XCTAssertEqual(two, 2)
        XCTAssertEqual(Progress(totalUnitCount: 7).totalUnitCount, 7)
        XCTAssertFalse(Bundle.main.bundlePath.isEmpty)
    }
}
