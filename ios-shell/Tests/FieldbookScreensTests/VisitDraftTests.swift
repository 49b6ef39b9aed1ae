import Fieldbook
import FieldbookScreens
import XCTest

final class VisitDraftTests: XCTestCase {
    func testAnswersOutliveTheScreenAndAProcessThatWasKilled() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let first = try await visiting(session, season(session.book))
            let form = try XCTUnwrap(first.form)
            try form.answers("Sổ ghi đủ, đúng ngày", "Chưa đạt")
            try form.answers("Lô nào có mã lô ấy", "Đạt")
            first.next()
            form.points[0].entry.answers["corrective_action"] = "Khoá kho thuốc"
            first.next()
            form.signs()
            form.inspection.note = "Gặp ông Panh"
            try form.concludes("Không đạt")
            // What lies on the disk now is what a killed process leaves.
            try await story.sees(try draftSays(story.phone, "non_conformant"))
            guard case .visit(let visit) = session.way.here else { return XCTFail("\(session.way.here)") }
            let kept = try Data(contentsOf: XCTUnwrap(draftFile(story.phone)))
            try await session.book.shutdown()

            let opening = Opening(device: story.phone)
            await opening.open()
            let book = try XCTUnwrap(opening.book)
            XCTAssertEqual(try Data(contentsOf: XCTUnwrap(draftFile(story.phone))), kept)
            let next = Session(
                book: book, device: story.phone, memory: session.memory, way: Way(saved: session.way.saved), opening: opening)
            let route = story.opens(VisitsPage.following(next))
            let stop = try await story.sees(route.seen?.route.first)
            XCTAssertTrue(stop.begun)
            let page = story.opens(VisitPage.following(visit, next))
            let label = try await story.sees(page.seen?.beginning(story.words))
            XCTAssertEqual(label, "Ghi tiếp")

            next.way.back()
            let second = try await visiting(next, visit: visit)
            let again = try XCTUnwrap(second.form)
            XCTAssertEqual(again.part, .conclusion, "it goes on where it was left")
            XCTAssertEqual(again.answered, 2)
            XCTAssertEqual(again.signature.strokes, form.signature.strokes)
            XCTAssertEqual(again.inspection.note, "Gặp ông Panh")
            XCTAssertTrue(second.back())
            XCTAssertEqual(again.part, .points)
            XCTAssertEqual(again.points.map { $0.entry.answers["found"] }, ["Sổ ghi đủ, đúng ngày"])
            again.points[0].entry.answers["due_by"] = next.times.day(in: 30).description
            second.finish()
            await second.work.ended()
            XCTAssertNil(second.work.failure)
            let action = try await only(book, step: "nonconformity").fact.fields["corrective_action"]
            XCTAssertEqual(action, "Khoá kho thuốc")
            XCTAssertNil(try draftFile(story.phone))
            // Looked at when the draft is gone: the page from before may have seen the entry and the draft both.
            let after = story.opens(VisitsPage.following(next))
            let later = try await story.sees(after.seen?.later.first)
            XCTAssertFalse(later.begun)
            try await book.shutdown()
        }
    }

    func testAVisitFinishedFromItsDraftOnTheNextDayIsOfTheDayItWasMade() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let subject = try await season(session.book)
            // Made yesterday: nothing that the core would say is still to come.
            let yesterday = session.by(days: -1)
            let first = try await visiting(yesterday, subject)
            guard case .visit(let visit) = yesterday.way.here else { return XCTFail("\(yesterday.way.here)") }
            XCTAssertNil(try draftFile(story.phone), "looked at, and nothing answered")
            try first.form?.answers("Sổ ghi đủ, đúng ngày", "Chưa đạt")
            try first.form?.concludes("Không đạt")
            let there = story.phone.place
            await first.findPlace()
            try await story.sees(try draftSays(story.phone, "non_conformant") && draftSays(story.phone, "place"))

            let second = try await visiting(session, visit: visit)
            story.phone.place = Place(latE7: 210_000_000, lonE7: 1_050_000_000, accuracyM: 5, fixAgeS: 1)
            await second.findPlace()
            let form = try XCTUnwrap(second.form)
            form.points[0].entry.answers["corrective_action"] = "Ghi lại sổ"
            form.points[0].entry.answers["due_by"] = session.times.day(in: 7).description
            second.finish()
            await second.work.ended()
            XCTAssertNil(second.work.failure)
            for step in ["inspect", "nonconformity"] {
                let fact = try await only(session.book, step: step).fact
                XCTAssertLessThan(fact.occurred.date, Date().addingTimeInterval(-86_000), step)
                XCTAssertEqual(fact.place?.latE7, there?.latE7, "where it was finished is not where it was made")
            }
        }
    }

    func testAVisitThatWasOnlyLookedAtInTheOfficeIsOfTheDayAndThePlaceWhereItIsMade() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let subject = try await season(session.book)
            let evening = session.by(days: -1)
            let first = try await visiting(evening, subject)
            guard case .visit(let visit) = evening.way.here else { return XCTFail("\(evening.way.here)") }
            let field = story.phone.place
            story.phone.place = Place(latE7: 210_000_000, lonE7: 1_050_000_000, accuracyM: 5, fixAgeS: 1)
            await first.findPlace()
            first.next()
            let form = try XCTUnwrap(first.form)
            form.inspection.note = "Thử"
            try await story.sees(try draftSays(story.phone, "Thử") && draftSays(story.phone, "place"))
            XCTAssertTrue(try draftSays(story.phone, "begun"))
            form.inspection.note = ""
            try await story.sees(try draftFile(story.phone) == nil)

            story.phone.place = field
            let second = try await visiting(session, visit: visit)
            await second.findPlace()
            try second.form?.concludes("Không đạt")
            second.finish()
            await second.work.ended()
            XCTAssertNil(second.work.failure)
            let fact = try await only(session.book, step: "inspect").fact
            XCTAssertGreaterThan(fact.occurred.date, Date().addingTimeInterval(-3600))
            XCTAssertEqual(fact.place?.latE7, field?.latE7)
        }
    }

    func testAPointThatNobodyHadLookedAtYetCanBeLookedAtWhenTheVisitIsGoneOnWith() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let subject = try await season(session.book)
            try await found(session.book, subject, due: session.times.yesterday)
            let first = try await visiting(session, subject)
            guard case .visit(let visit) = session.way.here else { return XCTFail("\(session.way.here)") }
            try first.form?.concludes("Không đạt")
            try await story.sees(try draftSays(story.phone, "non_conformant"))
            let second = try await visiting(session, visit: visit)
            second.form?.rechecks[0].mended = yes
            second.finish()
            await second.work.ended()
            XCTAssertNil(second.work.failure)
            let mended = try await session.book.documents.visited(subject).nonconformities.map(\.mended)
            XCTAssertEqual(mended, [true])
        }
    }

    func testAnAnswerGivenInTheMomentOfLeavingIsKept() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            var left: Inspecting? = try await visiting(session, season(session.book))
            // Whatever was to be kept so far is: nothing else holds on to the screen.
            left?.form?.inspection.note = "Gặp ông Panh"
            try await story.sees(try draftSays(story.phone, "Gặp ông Panh"))
            try left?.form?.concludes("Không đạt")
            left = nil
            try await story.sees(try draftSays(story.phone, "non_conformant"))
        }
    }

    func testAVisitLeftWhileItIsSavedIsNotWrittenTwice() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let subject = try await season(session.book)
            let first = try await visiting(session, subject)
            guard case .visit(let visit) = session.way.here else { return XCTFail("\(session.way.here)") }
            let form = try XCTUnwrap(first.form)
            for (question, action) in [("Sổ ghi đủ, đúng ngày", "Ghi lại sổ"), ("Lô nào có mã lô ấy", "Dán mã")] {
                try form.answers(question, "Chưa đạt")
                form.points[form.points.count - 1].entry.answers["corrective_action"] = action
                form.points[form.points.count - 1].entry.answers["due_by"] = session.times.day(in: 7).description
            }
            form.signs()
            // Killed while it is saved, this lies on the disk.
            var killed = Data()
            story.phone.whileDrawing = { killed = (try? draftFile(story.phone).map { try Data(contentsOf: $0) }) ?? Data() }
            // No conclusion: both points are sound, and the visit's own entry is refused.
            first.finish()
            await first.work.ended()
            guard case .invalidInput = first.work.failure else { return XCTFail("\(String(describing: first.work.failure))") }
            XCTAssertEqual(form.part, .conclusion)
            let none = try await session.book.journal.query(FactQuery())
            XCTAssertEqual(none, [])
            try killed.write(to: XCTUnwrap(draftFile(story.phone)))
            let second = try await visiting(session, visit: visit)
            let again = try XCTUnwrap(second.form)
            XCTAssertEqual(again.points.map(\.entry.answers), form.points.map(\.entry.answers))
            try again.concludes("Không đạt")
            second.finish()
            await second.work.ended()
            XCTAssertNil(second.work.failure)
            let steps = try await session.book.journal.query(FactQuery()).map(\.fact.step)
            XCTAssertEqual(steps.sorted(), ["inspect", "nonconformity", "nonconformity"])
        }
    }

    func testADraftThatOutlivedItsOwnSavingIsNotSavedAgain() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let first = try await visiting(session, season(session.book))
            guard case .visit(let visit) = session.way.here else { return XCTFail("\(session.way.here)") }
            try first.form?.answers("Lô nào có mã lô ấy", "Đạt")
            try first.form?.concludes("Không đạt")
            try await story.sees(try draftSays(story.phone, "non_conformant"))
            let file = try XCTUnwrap(draftFile(story.phone))
            let kept = try Data(contentsOf: file)
            first.finish()
            await first.work.ended()
            XCTAssertNil(try draftFile(story.phone))
            try kept.write(to: file)
            let page = story.opens(VisitPage.following(visit, session))
            let seen = try await story.sees(page.seen)
            XCTAssertEqual(seen.beginning(story.words), "Kiểm tra lại")
            XCTAssertNil(try draftFile(story.phone))
            let again = try await visiting(session, visit: visit)
            XCTAssertEqual(again.form?.answered, 0)
        }
    }

    func testADraftStandsWhenTheVisitBeforeItIsCrossedOut() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let first = try await visiting(session, season(session.book))
            guard case .visit(let visit) = session.way.here else { return XCTFail("\(session.way.here)") }
            try first.form?.concludes("Không đạt")
            first.finish()
            await first.work.ended()
            XCTAssertNil(first.work.failure)
            session.way.home()
            let second = try await visiting(session, visit: visit)
            try second.form?.answers("Lô nào có mã lô ấy", "Đạt")
            try await story.sees(try draftSays(story.phone, "lot_identified"))
            _ = try await session.book.journal.void(only(session.book).id, reason: "Ghi nhầm chỗ")
            let route = story.opens(VisitsPage.following(session))
            let begun = try await story.sees(route.seen?.route.first?.begun)
            XCTAssertTrue(begun)
            let third = try await visiting(session, visit: visit)
            XCTAssertEqual(third.form?.answered, 1)
        }
    }

    func testADamagedDraftKeepsNobodyFromTheVisit() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let first = try await visiting(session, season(session.book))
            guard case .visit(let visit) = session.way.here else { return XCTFail("\(session.way.here)") }
            try first.form?.concludes("Không đạt")
            try await story.sees(try draftSays(story.phone, "non_conformant"))
            let file = try XCTUnwrap(draftFile(story.phone))
            var damages: [String] = []
            func setAside() throws -> [String] {
                let all = try FileManager.default.contentsOfDirectory(at: file.deletingLastPathComponent(), includingPropertiesForKeys: nil)
                return try all.filter { $0.pathExtension == "old" }.map { try String(contentsOf: $0, encoding: .utf8) }.sorted()
            }
            for bytes in ["", "{\"answers\":{\"part\":", "[]", "{\"answers\":{\"point.0\":\"no_such\",\"signature\":\"x;1,\",\"part\":\"points\"}}"] {
                try Data(bytes.utf8).write(to: file)
                let again = try await visiting(session, visit: visit)
                let form = try XCTUnwrap(again.form)
                XCTAssertEqual(form.answered, 0, bytes)
                XCTAssertTrue(form.signature.empty, bytes)
                if !bytes.hasPrefix("{\"answers\":{\"point.0") {
                    damages.append(bytes)
                    XCTAssertEqual(try setAside(), damages.sorted(), "it is set aside and not thrown away, nor are those before it")
                }
                // The new one's own draft is there before the next damage.
                form.inspection.note = "Lại từ đầu"
                try await story.sees(try draftSays(story.phone, "Lại từ đầu"))
                session.way.back()
            }
        }
    }
}
