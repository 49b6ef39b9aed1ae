import Fieldbook
import FieldbookScreens
import XCTest

final class ConflictTests: XCTestCase {
    func testTwoValuesOfOneFieldAreSettledWithoutSignal() async throws {
        try await disagree("Lường Văn Phin") { story, session, officer, fact in
            story.phone.link = nil
            let home = story.opens(Today.following(session))
            try await story.sees(home.seen?.conflicts == 1)
            let list = story.opens(ConflictPage.all(session.book))
            let page = try await story.sees(list.seen?.first)
            session.way.to(.conflicts)
            session.way.onTo(page.screen)
            let card = try opens(story, session)
            let settling = try await story.sees(card.settling)
            let (words, times) = (story.words, session.times)
            XCTAssertEqual(settling.page.sides.map { settling.page.said($0, words, times) }, ["22 %", "23 %"], "the older one first")
            XCTAssertEqual(settling.page.sides.map(\.value.byName), ["Quàng Thị Hoa", "Lường Văn Phin"])
            XCTAssertEqual(settling.page.sides[0].device, "Máy của Quàng Thị Hoa")
            XCTAssertEqual(settling.page.sides[1].value.reason, "Đo lại ở nhà")
            XCTAssertFalse(card.ready)
            card.save()
            XCTAssertFalse(card.work.running)

            settling.choose(settling.page.sides[1])
            settling.form.reason = words.conflict.asked
            card.save()
            card.save()
            await card.work.ended()
            XCTAssertNil(card.work.failure)
            XCTAssertTrue(card.settled)
            try await story.sees(card.settling == nil)
            XCTAssertFalse(card.gone, "it was settled here")
            XCTAssertEqual(story.phone.syncsAsked, 1)
            try await story.sees(home.seen?.conflicts == 0)
            let here = try await session.book.journal.get(fact)
            XCTAssertEqual(here.fact.fields["moisture"], 23)

            try await session.book.synced()
            try await officer.synced()
            let there = try await officer.journal.get(fact)
            XCTAssertEqual(there.fact.fields["moisture"], 23)
            XCTAssertEqual(there.conflicts.count, 0)
        }
    }

    func testNeitherIsRightSoAThirdIsWrittenAndTheCoreStillJudgesIt() async throws {
        try await disagree("Cầm Thị Ngọc") { story, session, _, fact in
            session.way.to(.conflict(try await session.book.journal.get(fact).doc.id, fact, field: "moisture"))
            let card = try opens(story, session)
            let settling = try await story.sees(card.settling)
            settling.choose(settling.page.sides[0])
            settling.writeThird()
            XCTAssertNil(settling.chosen)
            XCTAssertFalse(card.ready)
            settling.form.typed = "140"
            card.save()
            await card.work.ended()
            let failure = try XCTUnwrap(card.work.failure)
            XCTAssertTrue(failure.said[.vi].contains("không thể lớn hơn"), failure.said[.vi])
            XCTAssertFalse(card.settled)
            let open = try await session.book.journal.conflicts().count
            XCTAssertEqual(open, 1)

            settling.form.typed = "24"
            card.save()
            await card.work.ended()
            XCTAssertTrue(card.settled)
            let entry = try await session.book.journal.get(fact)
            XCTAssertEqual(entry.fact.fields["moisture"], 24)
        }
    }

    func testSeveralAreListedWithTheirValues() async throws {
        try await disagree("Tòng Văn Hịa") { story, session, officer, fact in
            _ = try await session.book.journal.amend(fact, field: "qty.out", value: 7)
            let inYen = try parseQuantity("85 yến")
            _ = try await officer.journal.amend(fact, field: "qty.out", value: .amount(value: inYen))
            try await officer.synced()
            try await session.book.synced()
            let list = story.opens(ConflictPage.all(session.book))
            let both = try await story.sees(list.seen.flatMap { $0.count == 2 ? $0 : nil })
            let titles = both.map { $0.title(story.words, session.times) }
            XCTAssertTrue(titles.contains("Độ ẩm thóc: 22 % ≠ 23 %"), "\(titles)")
            XCTAssertTrue(titles.contains { $0.hasSuffix(": 7 tạ ≠ 85 yến") }, "\(titles)")
            XCTAssertEqual(both[0].whereabouts(story.words), "Thu hoạch · Vụ mùa 2026")
            let entry = story.opens(HistoryPage.following(fact, in: session.book))
            let shown = try await story.sees(entry.seen).disagreements(story.words)
            XCTAssertEqual(Set(shown.map(\.screen)), Set(both.map(\.screen)))

            let amount = try XCTUnwrap(both.first { $0.conflict.field == "qty.out" })
            session.way.to(amount.screen)
            let card = try opens(story, session)
            let settling = try await story.sees(card.settling)
            settling.writeThird()
            XCTAssertTrue(settling.typing)
            settling.form.amount?.unit = .yen
            settling.form.press("6")
            settling.typing = false
            card.save()
            await card.work.ended()
            XCTAssertTrue(card.settled)
            let third = try await session.book.journal.get(fact)
            XCTAssertEqual(third.fact.quantities.map(\.quantity), [try parseQuantity("6 yến")])
        }
    }

    func testAValueThatComesInBeginsTheChoiceAnewAndOneSettledElsewhereIsGone() async throws {
        try await disagree("Vì Thị Xuân") { story, session, officer, fact in
            session.way.to(.conflict(try await session.book.journal.get(fact).doc.id, fact, field: "moisture"))
            let card = try opens(story, session)
            let first = try await story.sees(card.settling)
            first.choose(first.page.sides[0])
            XCTAssertTrue(card.ready)
            // The officer, who knows of no second value yet, measures again.
            _ = try await officer.journal.amend(fact, field: "moisture", value: 21, reason: "Đo lần ba")
            try await officer.synced()
            try await session.book.synced()
            let second = try await story.sees(card.settling.flatMap { $0 === first ? nil : $0 })
            XCTAssertFalse(card.ready, "nobody chooses between values they have not seen")
            XCTAssertTrue(second.page.sides.contains { $0.value.value == 21 })

            try await officer.synced()
            _ = try await officer.journal.amend(fact, field: "moisture", value: 21, reason: "Đã hỏi lại")
            try await officer.synced()
            try await session.book.synced()
            try await story.sees(card.gone)
        }
    }

    func testWhoMayNotSettleReadsBothAndIsToldWhy() async throws {
        try await disagree("Lường Văn Phin") { story, session, officer, fact in
            try await officer.synced()
            let doc = try await session.book.journal.get(fact).doc.id
            try await secondPhone("Bạc Cầm Chung", "inspector", of: story.hub) { book in
                try await book.synced()
                let looking = Session(
                    book: book, device: story.phone, memory: session.memory, way: Way(), opening: story.opening)
                looking.way.to(.conflict(doc, fact, field: "moisture"))
                let card = try opens(story, looking)
                let settling = try await story.sees(card.settling)
                XCTAssertEqual(settling.page.sides.count, 2)
                XCTAssertFalse(try XCTUnwrap(settling.page.notAllowed).said[.vi].isEmpty)
                settling.choose(settling.page.sides[0])
                settling.writeThird()
                XCTAssertFalse(settling.begun)
            }
        }
    }
}

/// The card of the screen that the way leads to.
@MainActor
private func opens(_ story: Story, _ session: Session) throws -> ConflictCard {
    guard case .conflict(let doc, let fact, let field) = session.way.here else { throw Astray(at: session.way.here) }
    let card = ConflictCard(doc, fact, field: field, session: session)
    story.stays { await card.follow() }
    return card
}

/// A harvest's moisture, put right on two phones that had not heard of each other.
@MainActor
private func disagree(
    _ manager: String, _ then: @MainActor (Story, Session, Fieldbook, FactId) async throws -> Void
) async throws {
    try await enrolled(manager, "manager") { story, session in
        try await secondPhone("Quàng Thị Hoa", "officer", of: story.hub) { officer in
            let fact = try await harvested(session.book, season(session.book), "8 tạ")
            try await session.book.synced()
            try await officer.synced()
            _ = try await officer.journal.amend(fact, field: "moisture", value: 22, reason: "Đo bằng máy của trạm")
            _ = try await session.book.journal.amend(fact, field: "moisture", value: 23, reason: "Đo lại ở nhà")
            try await officer.synced()
            try await session.book.synced()
            try await then(story, session, officer, fact)
        }
    }
}
