import Fieldbook
import FieldbookScreens
import XCTest

final class LotTests: XCTestCase {
    func testAFarmerHarvestsFromHomeAndMeetsNoLots() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let doc = try await season(session.book)
            session.way.to(Beginning.harvest.screen)
            XCTAssertEqual(session.way.here, .lots)
            let page = story.opens(LotsPage.following(session.book))
            let seen = try await story.sees(page.seen)
            let field = try XCTUnwrap(seen.seasons.first)
            XCTAssertEqual(field.said(session), "Chưa thu hoạch")
            XCTAssertFalse(seen.mayMake)
            XCTAssertEqual(seen.lots, [])
            XCTAssertEqual(field.screen, .entry(doc, step: "harvest"))

            session.way.to(field.screen)
            let form = try await entering(session)
            form.press("5")
            form.form?.amounts[0].unit = .ta
            form.save()
            await form.saving.ended()
            let fact = try await only(session.book).id
            XCTAssertEqual(session.way.here, .saved(fact))
            let saved = story.opens(SavedPage.following(fact, in: session.book))
            let intoLot = try await story.sees(saved.seen).intoLot
            XCTAssertFalse(intoLot)
            let said = try await story.sees(page.seen?.seasons.first.flatMap { $0.last == nil ? nil : $0.said(session) })
            XCTAssertTrue(said.hasPrefix("Lần trước 5 tạ · "), said)
        }
    }

    func testTheDaysLeftAfterASprayingAreShownBeforeTheSeasonIsChosen() async throws {
        try await enrolled("Lò Thị Diên", "farmer") { story, session in
            try await sprayed(session.book, season(session.book), days: 14)
            let page = story.opens(LotsPage.following(session.book))
            let said = try await story.sees(page.seen?.seasons.first?.said(session))
            XCTAssertTrue(said.contains("Còn 14 ngày cách ly"), said)
        }
    }

    func testAManagerPutsAHarvestIntoALotWhichKnowsWhereItCameFrom() async throws {
        try await enrolled("Lường Văn Phin", "manager") { story, session in
            let first = try await season(session.book)
            _ = try await season(session.book, "Vụ xuân 2026")
            let harvest = try await harvested(session.book, first, "8,5 tạ")
            let saved = story.opens(SavedPage.following(harvest, in: session.book))
            let intoLot = try await story.sees(saved.seen).intoLot
            XCTAssertTrue(intoLot)
            session.way.to(.newLot(from: first))

            let making = Making(from: first, session: session)
            await making.begin()
            XCTAssertNil(making.failure)
            XCTAssertEqual(making.season?.name, "Vụ mùa 2026")
            XCTAssertEqual(making.product, making.products.first)
            making.make()
            making.make()
            await making.work.ended()
            XCTAssertNil(making.work.failure)
            let lots = try await session.book.documents.list(.lot)
            XCTAssertEqual(lots.count, 1, "a second tap is not a second lot")

            let form = try await entering(session)
            XCTAssertEqual(form.form?.origins.filter(\.taken).map(\.document.name), ["Vụ mùa 2026"])
            XCTAssertEqual(form.typing, .asked(.in), "where from is said already")
            XCTAssertEqual(form.form?.inParts, false)
            for key in "8,5" { form.press(key) }
            form.form?.amounts[0].unit = .ta
            form.save()
            await form.saving.ended()
            XCTAssertNil(form.saving.failure)
            let received = try await only(session.book, .receive)
            let half = Quantity(entered: try XCTUnwrap(Decimal(string: "8.5")), enteredUnit: .ta)
            XCTAssertEqual(received.fact.origins, [Origin(doc: first, quantity: half)])

            session.way.onTo(.entry(received.doc.id, step: received.fact.step, like: received.id))
            let again = try await entering(session)
            again.save()
            await again.saving.ended()
            XCTAssertNil(again.saving.failure)
            let both = try await session.book.journal.query(FactQuery(kind: .receive))
            XCTAssertEqual(both.map(\.fact.origins), [received.fact.origins, received.fact.origins])
            session.way.back()
            XCTAssertEqual(session.way.here, .lot(received.doc.id))
        }
    }

    func testADeliveryFromTwoSeasonsSaysHowMuchOfEach() async throws {
        try await enrolled("Cầm Thị Ngọc", "manager") { story, session in
            let first = try await season(session.book, "Ruộng Đặng")
            let second = try await season(session.book, "Ruộng Huổi Hốc")
            session.way.to(.newLot(from: nil))
            let making = Making(from: nil, session: session)
            await making.begin()
            making.name = " Lô tháng 10 "
            making.make()
            await making.work.ended()
            let form = try await entering(session)
            XCTAssertNil(form.typing, "first it is asked where from")
            form.take(first)
            XCTAssertEqual(form.typing, .asked(.in))
            form.press("9")
            form.take(second)
            XCTAssertEqual(form.form?.inParts, true)
            XCTAssertEqual(form.typing, .origin(second))
            XCTAssertEqual(form.form?.origins.first { $0.id == first }?.amount?.digits, "9", "what was weighed is its part")
            form.press("4")
            XCTAssertEqual(try form.form?.sum().map { sayQuantity($0, lang: .vi) }, "13 kg")

            // Not from there after all, and then it is.
            form.take(second)
            XCTAssertEqual(form.form?.amounts.first?.digits, "9")
            form.take(second)
            form.save()
            await form.saving.ended()
            XCTAssertNil(form.saving.failure)
            let received = try await only(session.book, .receive).fact
            XCTAssertEqual(received.quantities.map(\.quantity.entered), [13])
            let parts = Dictionary(uniqueKeysWithValues: received.origins.map { ($0.doc, $0.quantity?.entered) })
            XCTAssertEqual(parts, [first: 9, second: 4])
            let lot = try await session.book.documents.list(.lot).first
            XCTAssertEqual(lot?.name, "Lô tháng 10")
        }
    }

    func testALotShowsWhatEachStepTookAndGaveWhatIsLostAndWhatIsLeft() async throws {
        try await enrolled("Quàng Thị Mai", "manager") { story, session in
            let lot = try await packedLot(session.book, season(session.book))
            let list = story.opens(LotsPage.following(session.book))
            let line = try await story.sees(list.seen?.lots.first?.lotSaid(session))
            XCTAssertTrue(line.hasPrefix("L2610A · "), line)
            let page = story.opens(LotPage.following(lot, in: session.book))
            let seen = try await story.sees(page.seen)
            let words = story.words
            XCTAssertEqual(seen.inStock?.said(words), "Còn 250 kg", "48 kg of it in packs")
            XCTAssertEqual(seen.packsMade, 24)
            XCTAssertEqual(seen.about(words)?.contains("Mã lô L2610A"), true)
            let said = seen.steps.map { $0.said(words, session.times) }
            XCTAssertTrue(said[0].hasPrefix("Từ Vụ mùa 2026: 4,5 tạ\n"), said[0])
            XCTAssertTrue(said[1].contains("Hao 72 kg (16 %)"), said[1])
            XCTAssertTrue(said[2].contains("Hao 128 kg (34 %)"), said[2])
            XCTAssertEqual(seen.steps[2].title(words), "Xay xát")
            XCTAssertTrue(seen.mayActivate)
        }
    }

    func testWhatIsMixedInIsWeighedByItselfAndWhereItWasNotThePageSaysSo() async throws {
        try await enrolled("Lò Thị Pọm", "manager") { story, session in
            let book = session.book
            let lot = try await packedLot(book, season(book))
            let mixed = try await book.documents.openLot(NewLot(name: "Lô trộn", code: "L2610B")).doc.id
            _ = try await book.journal.record(NewFact(doc: mixed, step: "receive", quantities: [into("60 kg")]))
            session.way.to(.entry(mixed, step: "mill"))
            let form = try await entering(session)
            form.press("9")
            form.take(lot)
            XCTAssertEqual(form.form?.eachSays, true)
            XCTAssertEqual(form.form?.inParts, false, "what goes into the mill is not only what is mixed in")
            form.typing = .asked(.out)
            form.press("8")
            form.save()
            await form.saving.ended()
            XCTAssertNil(form.saving.failure)
            let milled = try await book.journal.query(FactQuery(doc: mixed, kind: .process)).first?.fact
            XCTAssertEqual(milled?.origins.map(\.doc), [lot])
            XCTAssertNil(milled?.origins.first?.quantity, "nobody said how much of it")
            let page = story.opens(LotPage.following(lot, in: book))
            let seen = try await story.sees(page.seen)
            XCTAssertEqual(seen.inStock?.said(story.words), "Còn nhiều nhất 250 kg")
        }
    }

    func testAVoidedStepNoLongerCounts() async throws {
        try await enrolled("Tòng Thị Phóng", "manager") { story, session in
            let lot = try await packedLot(session.book, season(session.book))
            let page = story.opens(LotPage.following(lot, in: session.book))
            _ = try await story.sees(page.seen)
            let pack = try await only(session.book, .pack)
            _ = try await session.book.journal.void(pack.id, reason: "Ghi hai lần")
            // The page may have been read while the step was being voided, and is read again.
            let voided = { (page: LotPage) in page.steps.last?.title(story.words).hasSuffix(" · Đã huỷ") == true }
            let seen = try await story.sees(page.seen.flatMap { $0.packsMade == nil && voided($0) ? $0 : nil })
            XCTAssertEqual(seen.inStock?.left, 250)
        }
    }

    func testWhatTheRulesFindAboutALotIsToldOnceAndLeadsToTheEntry() async throws {
        try await enrolled("Vì Văn Sang", "manager") { story, session in
            let book = session.book
            let field = try await season(book)
            try await sprayed(book, field, days: 14)
            _ = try await harvested(book, field, "4,5 tạ")
            let lot = try await packedLot(book, field)
            let stamps = SerialRange(prefix: "HX", width: 8, suffix: "", first: 1, last: 30)
            let claim = try await book.stamps.activate(lot, ranges: [stamps], capture: .manual)
            let page = story.opens(LotPage.following(lot, in: book))
            let seen = try await story.sees(page.seen)
            XCTAssertEqual(seen.stamps, 30)
            let findings = seen.findings.map { $0.said[.vi] }
            XCTAssertTrue(findings.contains { $0.contains("Lô có 30 tem nhưng chỉ đóng 24 gói") }, "\(findings)")
            XCTAssertEqual(findings.filter { $0.contains("an toàn từ") }.count, 1, "one harvest too soon is told once: \(findings)")
            XCTAssertTrue(seen.findings.contains { $0.fact == claim.fact })
            let severities = seen.findings.map(\.severity)
            XCTAssertEqual(severities, severities.filter { $0 == .blocking } + severities.filter { $0 != .blocking })

            let history = story.opens(HistoryPage.following(claim.fact, in: book))
            let others = try await story.sees(history.seen).others(story.words)
            XCTAssertTrue(others.contains { $0.said == "Từ HX00000001 đến HX00000030" && $0.label == "30 tem" }, "\(others)")
        }
    }

    func testALotThatIsNotThereIsSaid() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let page = story.opens(LotPage.following(DocId(), in: session.book))
            let failure = try await story.sees(page.failure)
            guard case .notFound = failure else { throw failure }
            // A farmer may not make one, wherever the wish comes from.
            session.way.to(.newLot(from: nil))
            let making = Making(from: nil, session: session)
            await making.begin()
            making.make()
            await making.work.ended()
            guard case .notAllowed = making.work.failure else { return XCTFail("\(String(describing: making.work.failure))") }
            XCTAssertEqual(session.way.here, .newLot(from: nil))
        }
    }
}

func only(_ book: Fieldbook, _ kind: FactKind? = nil) async throws -> FactView {
    let all = try await book.journal.query(FactQuery(kind: kind))
    XCTAssertEqual(all.count, 1)
    return try XCTUnwrap(all.first)
}
