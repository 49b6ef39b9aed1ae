import Fieldbook
import FieldbookScreens
import XCTest

final class RecordTests: XCTestCase {
    func testAFarmerWritesAHarvestDownAndDoesItAgain() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let season = try await named(story, session, "Vụ mùa 2026")
            let page = story.opens(DocumentPage.following(season, session))
            let steps = try await story.sees(page.seen).steps
            XCTAssertTrue(steps.contains { $0.code == "harvest" && $0.name[.vi] == "Thu hoạch" })
            session.way.to(.entry(season, step: "harvest"))

            let entering = try await opens(story, session)
            await entering.findPlace()
            XCTAssertEqual(entering.typing, .asked(.out), "the pad is there at once")
            for key in "2,5" { entering.press(key) }
            let form = try XCTUnwrap(entering.form)
            form.amounts[0].unit = .ta
            try await saves(story, entering, session)

            let saved = try await only(session.book)
            XCTAssertEqual(saved.fact.step, "harvest")
            XCTAssertEqual(saved.fact.quantities.first?.quantity, Quantity(entered: Decimal(string: "2.5")!, enteredUnit: .ta))
            XCTAssertEqual(saved.fact.place, story.phone.place)
            XCTAssertEqual(story.phone.syncsAsked, 1)
            _ = try await story.sees(page.seen?.entries.first { $0.id == saved.id })
            let shown = story.opens(SavedPage.following(saved.id, in: session.book))
            let entry = try await story.sees(shown.seen)
            XCTAssertEqual(entry.step?.name[.vi], "Thu hoạch")
            XCTAssertTrue(told(entry.entry, session).hasPrefix("2,5 tạ · "))
            session.way.home()

            // “Như lần trước”: this screen, then save.
            session.way.to(.entry(saved.doc.id, step: saved.fact.step, like: saved.id))
            let again = try await opens(story, session)
            XCTAssertNil(again.typing, "it is only to be looked at")
            XCTAssertEqual(again.form?.amounts.first?.digits, "2,5")
            try await saves(story, again, session)
            let both = try await session.book.journal.query(FactQuery())
            XCTAssertEqual(both.count, 2)
            XCTAssertEqual(both[0].fact.quantities, both[1].fact.quantities)
        }
    }

    func testAHarvestTooSoonAfterSprayingIsToldBeforeItIsCutAndSavedOnlyOnPurpose() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { story, session in
            let season = try await sprayed(session.book, days: 14)
            session.way.to(.entry(season, step: "harvest"))
            let entering = try await opens(story, session)
            let wait = try await story.sees(entering.wait)
            XCTAssertEqual(wait.days, 14)
            XCTAssertTrue(wait.said[.vi].contains("cách ly"), wait.said[.vi])

            entering.press("5")
            entering.save()
            await entering.saving.ended()
            XCTAssertNil(entering.saving.failure)
            XCTAssertEqual(entering.form?.findings.map(\.code), [.preHarvestInterval])
            XCTAssertEqual(session.way.here, .entry(season, step: "harvest"))
            let before = try await session.book.journal.query(FactQuery()).count
            XCTAssertEqual(before, 1, "nothing was saved")

            try await saves(story, entering, session)
            let after = try await session.book.journal.query(FactQuery()).count
            XCTAssertEqual(after, 2)
        }
    }

    func testWhatIsMissingIsSaidBesideItsFieldAndNothingIsSaved() async throws {
        try await enrolled("Quàng Văn Ơn", "farmer") { story, session in
            let season = try await session.book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id
            session.way.to(.entry(season, step: "harvest"))
            let entering = try await opens(story, session)
            entering.save()
            await entering.saving.ended()
            guard case .invalidInput = entering.saving.failure else { return XCTFail("saved") }
            let form = try XCTUnwrap(entering.form)
            XCTAssertTrue(try XCTUnwrap(form.wrong(form.amounts[0])).said[.vi].contains("chưa ghi số lượng"))
            XCTAssertEqual(form.wrongElsewhere, [])
            let none = try await session.book.journal.query(FactQuery()).count
            XCTAssertEqual(none, 0)
            XCTAssertEqual(story.phone.syncsAsked, 0)

            entering.press("7")
            form.answers["moisture"] = "140"
            entering.save()
            await entering.saving.ended()
            let moisture = try XCTUnwrap(form.step.fields.first { $0.code == "moisture" })
            XCTAssertTrue(try XCTUnwrap(form.wrong(moisture)).said[.vi].contains("100"))
            XCTAssertNil(form.wrong(form.amounts[0]), "what was put right is not said again")
            form.answers["moisture"] = "24,5"
            try await saves(story, entering, session)
            let saved = try await only(session.book)
            XCTAssertEqual(saved.fact.fields["moisture"], 24.5)
        }
    }

    func testAnInputThatTheCoreRefusesIsSaidBesideTheFieldItIsTrueOf() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { story, session in
            let season = try await session.book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id
            session.way.to(.entry(season, step: "spray"))
            let entering = try await opens(story, session)
            let form = try XCTUnwrap(entering.form)
            entering.save()
            await entering.saving.ended()
            XCTAssertEqual(form.wrongName(form.inputs[0])?.reason, "input_missing", "one that is left empty is none")

            form.inputs[0].dose = "20 ml cho 1 sào"
            form.inputs[0].days = "14 ngày"
            XCTAssertEqual(form.inputs[0].days, "14")
            entering.save()
            await entering.saving.ended()
            XCTAssertEqual(form.wrongName(form.inputs[0])?.reason, "material_missing")
            XCTAssertNil(form.wrongDays(form.inputs[0]))
            XCTAssertEqual(form.wrongElsewhere, [])

            form.inputs[0].material = "Validacin 5SL"
            form.addInput()
            (form.inputs[1].material, form.inputs[1].dose) = ("Dầu khoáng", "10 ml cho 1 sào")
            entering.save()
            await entering.saving.ended()
            XCTAssertEqual(form.inputs.map { form.wrongDays($0)?.reason }, [nil, "interval_missing"])
            XCTAssertEqual(form.inputs.map { form.wrongName($0)?.reason }, [nil, nil])
            XCTAssertEqual(form.wrongElsewhere, [])
        }
    }

    func testHowMuchOfAnInputWasUsedIsTypedOnThePadInTheUnitsOfInputs() async throws {
        try await enrolled("Lò Thị Pâng", "farmer") { story, session in
            let season = try await session.book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id
            session.way.to(.entry(season, step: "spray"))
            let entering = try await opens(story, session)
            let form = try XCTUnwrap(entering.form)
            XCTAssertEqual(form.inputs[0].amount?.units, [.millilitre, .litre, .gram, .kg, .packet])
            XCTAssertEqual(form.inputs[0].amount?.unit, .millilitre)
            (form.inputs[0].material, form.inputs[0].days) = ("Thuốc trừ rầy", "7")
            form.addInput()
            (form.inputs[1].material, form.inputs[1].days) = ("Dầu khoáng", "0")
            entering.typing = .input(form.inputs[0].id)
            for key in "456" { entering.press(key) }
            entering.erase()
            form.inputs[0].amount?.unit = .gram
            try await saves(story, entering, session)
            let saved = try await only(session.book).fact
            XCTAssertEqual(saved.inputs.map(\.quantity), [try parseQuantity("45 g"), nil])
            XCTAssertEqual(saved.inputs.map(\.dose), [nil, nil])

            session.way.to(.entry(season, step: "spray"))
            let next = try await opens(story, session)
            XCTAssertEqual(next.form?.inputs[0].amount?.unit, .gram, "who counts in grams counts in them the next time too")
            session.way.to(.entry(season, step: "spray", like: saved.id))
            let again = try await opens(story, session)
            XCTAssertEqual(again.form?.inputs.map(\.amount?.digits), ["45", ""])
        }
    }

    func testAStepThatIsGoneIsNamedAndTheOthersAreOneTapAway() async throws {
        try await enrolled("Lò Thị Pâng", "farmer") { story, session in
            try story.hub.growsTaro()
            try await session.book.synced()
            let taro = try await session.book.people.register().products.first { $0.name == "Khoai sọ" }
            let product = try XCTUnwrap(taro).id.uuidString.lowercased()
            let new = NewSeason(name: "Vụ khoai", product: product)
            let season = try await session.book.documents.openSeason(new).doc.id
            session.way.to(.entry(season, step: "guard"))
            let entering = Entering(season, step: "guard", session: session)
            await entering.begin()
            let failure = try XCTUnwrap(entering.failure)
            XCTAssertTrue(failure.said[.vi].contains("Quy trình Khoai sọ không còn bước “Đuổi chim”"), failure.said[.vi])
            XCTAssertTrue(entering.stepIsGone)
            entering.otherStep()
            XCTAssertEqual(session.way.here, .steps(season))
            let page = story.opens(DocumentPage.following(season, session))
            let steps = try await story.sees(page.seen).steps
            XCTAssertEqual(steps.map(\.code), ["hoe"])

            let nowhere = Entering(DocId(), step: "guard", session: session)
            await nowhere.begin()
            XCTAssertNotNil(nowhere.failure)
            XCTAssertFalse(nowhere.stepIsGone, "that the book is not there is another matter")
        }
    }

    func testARepeatedSprayKeepsWhatTheFormDoesNotShow() async throws {
        try await enrolled("Cà Thị Hoa", "farmer") { story, session in
            let season = try await sprayed(session.book, days: 14)
            let first = try await only(session.book)
            session.way.to(.entry(season, step: "spray", like: first.id))
            let entering = try await opens(story, session)
            let again = try await session.book.journal.again(first.id)
            try await saves(story, entering, session)
            let both = try await session.book.journal.query(FactQuery())
            let second = try XCTUnwrap(both.first { $0.id != first.id })
            XCTAssertEqual(second.fact.inputs, again.inputs)
            XCTAssertEqual(second.fact.quantities, again.quantities)
        }
    }

    func testWorkOfYesterdayForSomebodyElseIsKeptSo() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            _ = try story.hub.invites("Cà Thị Hoa", "farmer")
            session.syncing.start()
            await session.syncing.work.ended()
            let season = try await session.book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id
            session.way.to(.entry(season, step: "harvest"))
            let entering = try await opens(story, session)
            let hoa = try await story.sees(entering.others.first { $0.name == "Cà Thị Hoa" })
            entering.press("3")
            entering.form?.onBehalfOf = hoa.id
            entering.form?.choose(session.times.yesterday, session.times.today)
            entering.form?.note = "  Mưa cả buổi "
            try await saves(story, entering, session)
            let saved = try await only(session.book).fact
            XCTAssertEqual(saved.onBehalfOf, hoa.id)
            XCTAssertEqual(saved.occurred.day, session.times.yesterday)
            XCTAssertEqual(saved.note, "Mưa cả buổi")
        }
    }

    func testThePadTakesWhatMakesSenseOnly() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let season = try await session.book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id
            session.way.to(.entry(season, step: "harvest"))
            let entering = try await opens(story, session)
            @MainActor func typed(_ keys: String) -> String? {
                while entering.form?.amounts[0].digits.isEmpty == false { entering.erase() }
                for key in keys { entering.press(key) }
                return entering.form?.amounts[0].digits
            }
            XCTAssertEqual(typed("007"), "7")
            XCTAssertEqual(typed(",5"), "0,5")
            XCTAssertEqual(typed("1,2,3"), "1,23")
            XCTAssertEqual(typed("12345678901"), "123456789")
            entering.typing = nil
            entering.press("1")
            XCTAssertEqual(entering.form?.amounts[0].digits, "123456789", "the pad is away")
        }
    }

    func testAStepIsReadAloudToWhoWantsIt() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            session.memory.speaks = true
            let season = try await session.book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id
            session.way.to(.entry(season, step: "harvest"))
            let entering = try await opens(story, session)
            let guide = try XCTUnwrap(entering.form?.step.guide[.vi])
            XCTAssertEqual(story.phone.spoken, [guide])
            let label = try XCTUnwrap(entering.form?.amounts.first?.rule.label[.vi])
            try XCTUnwrap(entering.aloud)(label)
            XCTAssertEqual(story.phone.spoken, [guide, label], "each field has a key that says its name")
            session.memory.speaks = false
            XCTAssertNil(entering.aloud, "not for who reads")
            session.memory.speaks = true
            XCTAssertTrue(Memory(folder: story.phone.folder).speaks, "also after the app was closed")
        }
    }

    func testAStepThatIsNotThereIsSaid() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let season = try await session.book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id
            let entering = Entering(season, step: "no_such_step", like: nil, session: session)
            await entering.begin()
            XCTAssertNil(entering.form)
            XCTAssertTrue(entering.stepIsGone)
            XCTAssertEqual(entering.failure?.said[.vi].contains("không có bước “no_such_step”"), true)
        }
    }
}

/// Through the screen that asks which season it is: there is none, and one is opened.
@MainActor
private func named(_ story: Story, _ session: Session, _ name: String) async throws -> DocId {
    session.way.to(.choose(.season))
    let seasons = story.opens(documents(.season, in: session.book))
    let before = try await story.sees(seasons.seen)
    XCTAssertEqual(before.map(\.name), [])
    let new = NewDocument(.season, session: session)
    XCTAssertFalse(new.ready)
    new.name = name
    XCTAssertTrue(new.ready)
    new.open()
    await new.work.ended()
    XCTAssertNil(new.work.failure)
    let after = try await story.sees(seasons.seen?.first)
    XCTAssertEqual(after.name, name)
    XCTAssertEqual(session.way.here, .steps(after.doc.id))
    return after.doc.id
}

/// The form of the screen that the way leads to.
@MainActor
private func opens(_ story: Story, _ session: Session) async throws -> Entering {
    guard case .entry(let doc, let step, let like, let from) = session.way.here else { throw Astray(at: session.way.here) }
    let entering = Entering(doc, step: step, like: like, from: from, session: session)
    await entering.begin()
    XCTAssertNil(entering.failure)
    _ = try XCTUnwrap(entering.form)
    return entering
}

@MainActor
private func saves(_ story: Story, _ entering: Entering, _ session: Session) async throws {
    entering.save()
    entering.save()
    await entering.saving.ended()
    XCTAssertNil(entering.saving.failure)
    guard case .saved = session.way.here else { return XCTFail("\(session.way.here)") }
}

/// Sprayed today with something that asks for so many days until harvest.
private func sprayed(_ book: Fieldbook, days: UInt16) async throws -> DocId {
    let season = try await book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id
    let input = Input(
        material: "Thuốc trừ rầy", activeIngredient: "Buprofezin", dose: "20 ml cho 1 sào",
        quantity: try parseQuantity("20 ml"), preHarvestInterval: days)
    let area = RoledQuantity(role: .area, quantity: try parseQuantity("2 sào Bắc Bộ"))
    _ = try await book.journal.record(NewFact(doc: season, step: "spray", quantities: [area], inputs: [input]))
    return season
}
