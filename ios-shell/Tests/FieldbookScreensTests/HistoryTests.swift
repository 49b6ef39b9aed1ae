import Fieldbook
import FieldbookScreens
import XCTest

final class HistoryTests: XCTestCase {
    func testAnAmountIsPutRightWithAReasonAndTheFirstOneIsStillTold() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            let fact = try await harvested(session.book, season(session.book), "8,5 tạ")
            let page = story.opens(HistoryPage.following(fact, in: session.book))
            let first = try await story.sees(page.seen)
            let (words, times) = (story.words, session.times)
            XCTAssertEqual(first.filled.map { first.said($0, words, times) }.first, "8,5 tạ")
            session.way.to(.history(fact))
            session.way.to(.correct(fact, field: "qty.out"))

            let correcting = try await opens(session)
            XCTAssertTrue(correcting.before.contains("đang ghi: 8,5 tạ"), correcting.before)
            let form = try XCTUnwrap(correcting.form)
            XCTAssertTrue(correcting.typing)
            XCTAssertEqual(form.amount?.unit, .ta, "the unit that stands")
            XCTAssertFalse(correcting.ready, "an amount is typed anew")
            correcting.save()
            XCTAssertFalse(correcting.work.running)
            for key in "8,29" { form.press(key) }
            form.erase()
            correcting.typing = false
            form.reason = words.history.reasonAgain
            correcting.save()
            correcting.save()
            await correcting.work.ended()
            XCTAssertNil(correcting.work.failure)
            XCTAssertEqual(session.way.here, .history(fact))
            XCTAssertEqual(story.phone.syncsAsked, 1)

            let seen = try await story.sees(page.seen.flatMap { $0.happened.count == 2 ? $0 : nil })
            let last = try XCTUnwrap(seen.happened.last)
            XCTAssertEqual(last.who(words), "Lò Văn Inh đính chính")
            XCTAssertEqual(last.change(words, times)?.hasSuffix(": 8,5 tạ thành 8,2 tạ"), true)
            XCTAssertEqual(last.told.reason, "Cân, đo lại")
            XCTAssertEqual(seen.happened.first?.who(words), "Lò Văn Inh ghi")
            XCTAssertTrue(seen.label(seen.filled[0], words).hasSuffix("đã đính chính"))
            XCTAssertEqual(seen.entry.fact.quantities.map(\.quantity.entered), [try XCTUnwrap(Decimal(string: "8.2"))])
        }
    }

    func testAWrongUnitIsPutRightAndBothAreTold() async throws {
        try await enrolled("Lò Thị Chấư", "farmer") { story, session in
            let fact = try await harvested(session.book, season(session.book), "8,5 tạ")
            let page = story.opens(HistoryPage.following(fact, in: session.book))
            session.way.to(.correct(fact, field: "qty.out"))
            let correcting = try await opens(session)
            let form = try XCTUnwrap(correcting.form)
            XCTAssertEqual(form.amount?.units, [.kg, .gram, .yen, .ta, .tan], "those of the entry")
            form.amount?.unit = .yen
            XCTAssertFalse(form.ready)
            form.press("9")
            form.reason = story.words.history.reasonSlip
            correcting.save()
            await correcting.work.ended()
            XCTAssertNil(correcting.work.failure)
            let seen = try await story.sees(page.seen.flatMap { $0.happened.count == 2 ? $0 : nil })
            let change = seen.happened.last?.change(story.words, session.times)
            XCTAssertEqual(change?.hasSuffix(": 8,5 tạ thành 9 yến"), true, change ?? "")
            XCTAssertEqual(seen.entry.fact.quantities.map(\.quantity), [try parseQuantity("9 yến")])

            session.way.to(.correct(fact, field: "qty.out"))
            let again = try await opens(session)
            XCTAssertTrue(again.before.contains("đang ghi: 9 yến"), again.before)
            XCTAssertEqual(again.form?.amount?.unit, .yen)
            again.form?.press("7")
            again.save()
            await again.work.ended()
            XCTAssertNil(again.work.failure)
            let third = try await story.sees(page.seen.flatMap { $0.happened.count == 3 ? $0 : nil })
            let changes = third.happened.compactMap { $0.change(story.words, session.times) }
            XCTAssertEqual(changes.map { $0.components(separatedBy: ": ").last }, ["8,5 tạ thành 9 yến", "9 yến thành 7 yến"])
        }
    }

    func testWhatWasLeftOpenIsFilledInAndWhatCannotBeIsSaid() async throws {
        try await enrolled("Lò Thị Thu", "farmer") { story, session in
            let fact = try await harvested(session.book, season(session.book), "3 tạ")
            let page = story.opens(HistoryPage.following(fact, in: session.book))
            let seen = try await story.sees(page.seen)
            XCTAssertTrue(seen.open.contains { $0.field == "moisture" && $0.label[.vi] == "Độ ẩm thóc" })
            session.way.to(.correct(fact, field: "moisture"))
            let correcting = try await opens(session)
            XCTAssertTrue(correcting.before.contains("để trống"), correcting.before)
            correcting.form?.typed = "140"
            correcting.save()
            await correcting.work.ended()
            let failure = try XCTUnwrap(correcting.work.failure)
            XCTAssertTrue(failure.said[.vi].contains("không thể lớn hơn"), failure.said[.vi])
            XCTAssertEqual(session.way.here, .correct(fact, field: "moisture"))
            let before = try await session.book.journal.get(fact).amended
            XCTAssertEqual(before, [])

            correcting.form?.typed = "24,5"
            correcting.save()
            await correcting.work.ended()
            XCTAssertNil(correcting.work.failure)
            let after = try await story.sees(page.seen.flatMap { $0.happened.count == 2 ? $0 : nil })
            let change = after.happened.last?.change(story.words, session.times)
            XCTAssertEqual(change?.contains("để trống thành 24,5"), true)
            XCTAssertEqual(after.entry.fact.fields["moisture"], 24.5)
        }
    }

    func testTheDayIsPutRightAndTheHourStays() async throws {
        try await enrolled("Lò Thị Thu", "farmer") { story, session in
            let fact = try await harvested(session.book, season(session.book), "3 tạ")
            let was = try await session.book.journal.get(fact).fact.occurred
            session.way.to(.correct(fact, field: "occurred"))
            let correcting = try await opens(session)
            XCTAssertEqual(correcting.form?.typed, was.day.description)
            correcting.form?.typed = session.times.yesterday.description
            correcting.save()
            await correcting.work.ended()
            XCTAssertNil(correcting.work.failure)
            let entry = try await session.book.journal.get(fact)
            XCTAssertEqual(entry.fact.occurred.day, session.times.yesterday)
            let hours = [entry.fact.occurred, was].map { $0.rfc3339.split(separator: "T").last }
            XCTAssertEqual(hours[0], hours[1])
            XCTAssertEqual(entry.amended, ["occurred"])
        }
    }

    func testAnEntryIsCrossedOutOnlyWithAReasonAndStaysInTheBook() async throws {
        try await enrolled("Lường Thị Hặc", "farmer") { story, session in
            let fact = try await harvested(session.book, season(session.book), "3 tạ")
            session.way.to(.history(fact))
            session.way.to(.void(fact))
            let voiding = Voiding(fact, session: session)
            await voiding.begin()
            voiding.void()
            await voiding.work.ended()
            let refusal = try XCTUnwrap(voiding.work.failure)
            XCTAssertTrue(refusal.said[.vi].lowercased().contains("lý do"), refusal.said[.vi])
            let before = try await session.book.journal.get(fact).voided
            XCTAssertNil(before)
            voiding.reason = story.words.history.voidTwice
            voiding.void()
            await voiding.work.ended()
            XCTAssertNil(voiding.work.failure)
            XCTAssertEqual(session.way.here, .history(fact))
            let page = story.opens(HistoryPage.following(fact, in: session.book))
            let seen = try await story.sees(page.seen)
            XCTAssertEqual(seen.happened.last?.who(story.words), "Lường Thị Hặc huỷ")
            XCTAssertNil(seen.happened.last?.change(story.words, session.times))
            XCTAssertEqual(seen.entry.voided?.reason, "Ghi hai lần")
            XCTAssertFalse(seen.mayCorrect)
        }
    }

    func testTheHubsReceiptIsShownOnceItHasTheEntry() async throws {
        try await enrolled("Quàng Văn Hải", "farmer") { story, session in
            let fact = try await harvested(session.book, season(session.book), "3 tạ")
            let page = story.opens(HistoryPage.following(fact, in: session.book))
            let before = try await story.sees(page.seen)
            XCTAssertTrue(before.signed(story.words, session.times).isEmpty)
            try await session.book.synced()
            let signed = try await story.sees(page.seen?.signed(story.words, session.times).first)
            XCTAssertTrue(signed.said.hasPrefix("Tới nơi nhận lúc "), signed.said)
            XCTAssertTrue(signed.holds)
        }
    }

    func testWhoMayNotCorrectIsToldSoAndSeesWhosePhoneWroteIt() async throws {
        try await enrolled("Bạc Cầm Chung", "inspector") { story, session in
            var fact = FactId()
            try await secondPhone("Lò Văn Ơn", "farmer", of: story.hub) { book in
                fact = try await harvested(book, season(book, "Vụ mùa Ơn"), "6 tạ")
                try await book.synced()
            }
            try await session.book.synced()
            let page = story.opens(HistoryPage.following(fact, in: session.book))
            let seen = try await story.sees(page.seen)
            XCTAssertEqual(seen.happened.first?.who(story.words), "Lò Văn Ơn ghi")
            let moment = seen.happened.first?.moment(story.words, session.times)
            XCTAssertEqual(moment?.hasSuffix("trên máy Máy của Lò Văn Ơn"), true)
            XCTAssertFalse(seen.mayCorrect)
            XCTAssertFalse(try XCTUnwrap(seen.notAllowed).said[.vi].isEmpty)

            session.way.to(.correct(fact, field: "qty.out"))
            let correcting = try await opens(session)
            correcting.form?.press("7")
            correcting.save()
            await correcting.work.ended()
            guard case .notAllowed = correcting.work.failure else { return XCTFail("\(String(describing: correcting.work.failure))") }
        }
    }

    func testACorrectionThatTheHubRefusedIsMarkedWhereverItIsShownWithWhatCanBeDone() async throws {
        try await enrolled("Lò Thị Mai", "manager") { story, session in
            let book = session.book
            let lot = try await book.documents.openLot(NewLot(name: "Lô gạo nếp tan")).doc.id
            let packed = NewFact(doc: lot, step: "pack", quantities: [try out("48 gói")])
            let fact = try await book.journal.record(packed).view.fact.id
            try await book.synced()
            _ = try await book.journal.amend(fact, field: "qty.out", value: 84, reason: "Đếm lại")
            let me = try await book.people.me().person
            try story.hub.gives("farmer", to: me)
            try await book.synced()
            try story.hub.refuses(lot)
            try await book.synced()
            let stuck = try await book.sync.outbox(50)
            XCTAssertEqual(stuck.map(\.state), [.refused])
            let remedy = try XCTUnwrap(stuck.first?.remedy)

            let words = story.words
            let page = story.opens(HistoryPage.following(fact, in: book))
            let seen = try await story.sees(page.seen)
            XCTAssertEqual(seen.notTaken.map { $0.title(words) }, ["Chưa được nhận: Số gói, túi, hộp"])
            XCTAssertTrue(try XCTUnwrap(seen.notTaken.first).said(.vi).hasSuffix(remedy.vi))
            let label = seen.label(try XCTUnwrap(seen.filled.first), words)
            XCTAssertEqual(label, "Số gói, túi, hộp · đã đính chính · Bị từ chối")
            let lots = story.opens(LotPage.following(lot, in: book))
            let inLot = try await story.sees(lots.seen?.steps.first)
            XCTAssertEqual(inLot.notTaken.map { $0.title(words) }, ["Chưa được nhận: Số gói, túi, hộp"])
            let list = story.opens(DocumentPage.following(lot, session))
            let written = try await story.sees(list.seen)
            XCTAssertEqual(written.entries.map { written.notTaken(of: $0).count }, [1])

            try story.hub.gives("manager", to: me)
            try await book.synced()
            _ = try await book.journal.amend(fact, field: "qty.out", value: 85, reason: "Đếm lại")
            // Corrected again: nothing that was refused is shown as if it stood.
            try await story.sees(page.seen?.notTaken.isEmpty == true)
            try await story.sees(lots.seen?.steps.first?.notTaken.isEmpty == true)
            try await story.sees(list.seen.map { page in page.entries.allSatisfy { page.notTaken(of: $0).isEmpty } } == true)
        }
    }

    func testTheSameAgainFromAnOldEntryTakesWhatStandsNow() async throws {
        try await enrolled("Cà Văn Chính", "farmer") { story, session in
            let fact = try await harvested(session.book, season(session.book), "3 tạ")
            _ = try await session.book.journal.amend(fact, field: "qty.out", value: 4, reason: "Cân lại")
            let page = story.opens(HistoryPage.following(fact, in: session.book))
            session.way.to(try await story.sees(page.seen).again)
            let form = try await entering(session)
            form.save()
            await form.saving.ended()
            XCTAssertNil(form.saving.failure)
            let both = try await session.book.journal.query(FactQuery())
            XCTAssertEqual(both.map { $0.fact.quantities[0].quantity.entered }, [4, 4])
        }
    }

    func testAnEntryThatIsNotThereIsSaid() async throws {
        try await enrolled("Cà Văn Chính", "farmer") { _, session in
            let correcting = Correcting(FactId(), field: "note", session: session)
            await correcting.begin()
            XCTAssertNil(correcting.form)
            guard case .notFound = correcting.failure else { return XCTFail("\(String(describing: correcting.failure))") }
        }
    }
}

/// The form of the screen that the way leads to.
@MainActor
private func opens(_ session: Session) async throws -> Correcting {
    guard case .correct(let fact, let field) = session.way.here else { throw Astray(at: session.way.here) }
    let correcting = Correcting(fact, field: field, session: session)
    await correcting.begin()
    if let failure = correcting.failure { throw failure }
    return correcting
}
