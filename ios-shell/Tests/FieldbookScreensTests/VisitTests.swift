import Fieldbook
import FieldbookScreens
import XCTest

final class VisitTests: XCTestCase {
    func testAnOfficerVisitsASeasonWithoutSignalAndItIsSigned() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            _ = try await season(session.book)
            story.phone.picture = photograph
            story.phone.link = nil
            session.way.to(Beginning.visit.screen)
            let route = story.opens(VisitsPage.following(session))
            let empty = try await story.sees(route.seen)
            XCTAssertTrue((empty.route + empty.later + empty.past).isEmpty)
            XCTAssertNil(empty.notAllowed)
            let plan = story.opens(PlanPage.following(session.book))
            let document = try await story.sees(plan.seen?.subjects.first)
            let planning = Planning(session: session)
            planning.visit(document)
            planning.visit(document)
            await planning.work.ended()
            let visits = try await session.book.documents.list(.visit)
            XCTAssertEqual(visits.count, 1, "a second tap is not a second visit")
            guard case .visit(let visit) = session.way.here else { return XCTFail("\(session.way.here)") }
            let page = story.opens(VisitPage.following(visit, session))
            let before = try await story.sees(page.seen)
            XCTAssertNil(before.visited.last)
            XCTAssertEqual(before.beginning(story.words), "Bắt đầu thăm")

            let inspecting = Inspecting(visit, session: session)
            await inspecting.begin()
            await inspecting.findPlace()
            let form = try XCTUnwrap(inspecting.form)
            XCTAssertEqual([form.answered, form.questions.count], [0, 10])
            try form.answers("Sổ ghi đủ, đúng ngày", "Chưa đạt")
            try form.answers("Lô nào có mã lô ấy", "Đạt")
            try form.answers("Biết hàng nhận từ đâu", "Không áp dụng")
            XCTAssertEqual(form.answered, 3)
            inspecting.next()
            XCTAssertEqual(form.part, .points)
            let point = try XCTUnwrap(form.points.first)
            point.entry.takePhoto(session)
            await point.entry.photographing.ended()
            XCTAssertEqual(point.entry.photos.count, 1)
            point.entry.answers["corrective_action"] = "Ghi lại sổ phân bón"
            point.entry.answers["due_by"] = session.times.day(in: 7).description
            inspecting.next()
            try form.concludes("Phải khắc phục")
            form.signs()
            inspecting.finish()
            inspecting.finish()
            XCTAssertTrue(inspecting.back())
            XCTAssertEqual(form.part, .conclusion, "no way back while it is saved")
            XCTAssertEqual(session.way.here, .visit(visit))
            await inspecting.work.ended()
            XCTAssertNil(inspecting.work.failure)

            let nonconformity = try await only(session.book, step: "nonconformity").fact
            let inspection = try await only(session.book, step: "inspect")
            XCTAssertEqual(session.way.here, .saved(inspection.id))
            XCTAssertEqual(nonconformity.fields["found"], "Sổ ghi đủ, đúng ngày")
            XCTAssertEqual(nonconformity.fields["corrective_action"], "Ghi lại sổ phân bón")
            XCTAssertEqual(nonconformity.fields["due_by"], .date(value: session.times.day(in: 7)))
            XCTAssertEqual(nonconformity.photos, point.entry.photos)
            let said = ["diary_complete", "lot_identified", "one_step_back", "conclusion"].map { inspection.fact.fields[$0] }
            XCTAssertEqual(said, ["no", "yes", "not_applicable", "correct"])
            XCTAssertEqual(inspection.doc.id, visit)
            XCTAssertEqual(inspection.fact.place, story.phone.place)
            XCTAssertEqual(story.phone.signatures, [form.signature.strokes])
            XCTAssertEqual(inspection.fact.photos.count, 1)
            XCTAssertEqual(story.phone.syncsAsked, 2, "the visit opened, and the visit finished")
            XCTAssertNil(try draftFile(story.phone))
        }
    }

    func testWhatWasFoundBeforeIsLookedAtAgainBesideWhatItWasThen() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let subject = try await season(session.book)
            try await found(session.book, subject, due: session.times.day(in: -2))
            let route = story.opens(VisitsPage.following(session))
            let stop = try await story.sees(route.seen?.route.first)
            let due = dueSaid(try XCTUnwrap(stop.visited.due), story.words, session.times)
            XCTAssertEqual(due.said, "Quá hạn 2 ngày")
            XCTAssertEqual(due.tone, .bad)
            try await session.open(stop)
            guard case .visit(let visit) = session.way.here else { return XCTFail("\(session.way.here)") }
            let page = story.opens(VisitPage.following(visit, session))
            let before = try await story.sees(page.seen)
            XCTAssertEqual(before.conclusion(.vi), "Phải khắc phục")
            XCTAssertEqual(before.notMet(.vi), ["Kho thuốc, phân an toàn"])
            XCTAssertTrue(before.lastSaid(session).hasSuffix(" · 1 điều chưa đạt"))
            XCTAssertEqual(before.visited.nonconformities.map(\.found), ["Kho thuốc để ngỏ"])
            XCTAssertEqual(before.beginning(story.words), "Kiểm tra lại")

            let inspecting = try await visiting(session, visit: visit)
            let form = try XCTUnwrap(inspecting.form)
            let question = try XCTUnwrap(form.questions.first { $0.code == "inputs_stored" })
            XCTAssertEqual(form.before(question)?.name[.vi], "Chưa đạt")
            XCTAssertEqual(form.rechecks.map(\.point.action), ["Làm khoá riêng"])
            form.rechecks[0].mended = yes
            try form.answers("Kho thuốc, phân an toàn", "Đạt")
            inspecting.next()
            XCTAssertEqual(form.part, .conclusion, "nothing was found")
            try form.concludes("Đạt")
            inspecting.finish()
            await inspecting.work.ended()
            XCTAssertNil(inspecting.work.failure)
            let after = try await story.sees(route.seen.flatMap { $0.past.isEmpty ? nil : $0 })
            XCTAssertTrue(after.route.isEmpty)
            let mended = try await story.sees(page.seen.flatMap { $0.visited.nonconformities.allSatisfy(\.mended) ? $0 : nil })
            XCTAssertEqual(mended.visited.nonconformities.map(\.mended), [true])
            XCTAssertNil(mended.visited.due)
        }
    }

    func testWhatIsNotMendedGetsAnotherDayInAnotherVisitToo() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let subject = try await season(session.book)
            try await found(session.book, subject, due: session.times.today)
            let route = story.opens(VisitsPage.following(session))
            let today = try await story.sees(route.seen?.route.first?.visited.due)
            XCTAssertEqual(dueSaid(today, story.words, session.times).tone, .warn)
            let inspecting = try await visiting(session, subject)
            let form = try XCTUnwrap(inspecting.form)
            form.rechecks[0].mended = no
            form.rechecks[0].entry.answers["due_by"] = session.times.day(in: 30).description
            try form.concludes("Phải khắc phục")
            inspecting.finish()
            await inspecting.work.ended()
            XCTAssertNil(inspecting.work.failure)
            let later = try await story.sees(route.seen.flatMap { $0.route.isEmpty ? $0.later.first : nil })
            let due = try XCTUnwrap(later.visited.due)
            XCTAssertEqual(dueSaid(due, story.words, session.times).said, "Còn 30 ngày")
            let visits = try await session.book.documents.list(.visit).count
            XCTAssertEqual(visits, 2)
        }
    }

    func testWhatTheCoreRefusesIsSaidWhereItIsAndNothingOfTheVisitIsWritten() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let inspecting = try await visiting(session, season(session.book))
            let form = try XCTUnwrap(inspecting.form)
            try form.answers("Sổ ghi đủ, đúng ngày", "Chưa đạt")
            try form.answers("Lô nào có mã lô ấy", "Chưa đạt")
            XCTAssertEqual(form.points.count, 2)
            form.part = .conclusion
            inspecting.finish()
            await inspecting.work.ended()
            // Back at the points: neither says what to do, or by when.
            XCTAssertEqual(form.part, .points)
            let wrong = Set(form.points[0].entry.wrong.keys)
            XCTAssertEqual(wrong, ["fields.corrective_action", "fields.due_by"])
            form.points[0].entry.answers["corrective_action"] = "Ghi lại sổ"
            form.points[0].entry.answers["due_by"] = session.times.day(in: 7).description
            inspecting.finish()
            await inspecting.work.ended()
            XCTAssertTrue(form.points[0].entry.wrong.isEmpty)
            XCTAssertEqual(Set(form.points[1].entry.wrong.keys), ["fields.corrective_action", "fields.due_by"])
            form.remove(form.points[1])
            inspecting.finish()
            await inspecting.work.ended()
            XCTAssertEqual(form.part, .conclusion)
            XCTAssertFalse(form.inspection.wrong.isEmpty)
            let none = try await session.book.journal.query(FactQuery())
            XCTAssertEqual(none, [], "a point that is sound waits for the rest")
            try form.concludes("Không đạt")
            inspecting.finish()
            await inspecting.work.ended()
            XCTAssertNil(inspecting.work.failure)
            let steps = try await session.book.journal.query(FactQuery()).map(\.fact.step)
            XCTAssertEqual(steps.sorted(), ["inspect", "nonconformity"])
        }
    }

    func testAnAnswerTakenBackTakesItsEmptyPointAlong() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            let inspecting = try await visiting(session, season(session.book))
            let form = try XCTUnwrap(inspecting.form)
            try form.answers("Sổ ghi đủ, đúng ngày", "Chưa đạt")
            try form.answers("Sổ ghi đủ, đúng ngày", "Đạt")
            XCTAssertTrue(form.points.isEmpty)
            try form.answers("Sổ ghi đủ, đúng ngày", "Chưa đạt")
            form.points[0].entry.answers["corrective_action"] = "Ghi lại sổ"
            try form.answers("Sổ ghi đủ, đúng ngày", "Đạt")
            XCTAssertEqual(form.points.count, 1, "what somebody wrote stays until they remove it")
            // A phone without a camera: the photo is left out.
            form.points[0].entry.takePhoto(session)
            await form.points[0].entry.photographing.ended()
            XCTAssertNil(form.points[0].entry.photographing.failure)
            XCTAssertEqual(form.points[0].entry.photos, [])
            form.part = .points
            form.remove(form.points[0])
            XCTAssertEqual(form.part, .checklist)
            XCTAssertFalse(inspecting.back())
            form.signs()
            form.signature.clear()
            XCTAssertTrue(form.signature.empty)
        }
    }

    func testAFarmerSeesWhatWasFoundAndCannotInspect() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            try await secondPhone("Lò Thị Mai", "manager", of: story.hub) { book in
                try await found(book, season(book), due: session.times.today)
                try await book.synced()
            }
            try await session.book.synced()
            let route = story.opens(VisitsPage.following(session))
            let seen = try await story.sees(route.seen)
            XCTAssertNotNil(seen.notAllowed)
            XCTAssertEqual(seen.idle(story.words), "Cán bộ đến thăm thì ghi ở máy của cán bộ.")
            let stop = try XCTUnwrap(seen.route.first)
            let page = story.opens(VisitPage.following(stop.id, session))
            let visit = try await story.sees(page.seen)
            XCTAssertEqual(visit.visited.nonconformities.map(\.found), ["Kho thuốc để ngỏ"])
            XCTAssertFalse(try XCTUnwrap(visit.notAllowed).said[.vi].isEmpty)
            let planning = Planning(session: session)
            planning.name = "Nhà ông Panh"
            planning.visitElsewhere()
            await planning.work.ended()
            guard case .notAllowed = planning.work.failure else { return XCTFail("\(String(describing: planning.work.failure))") }
        }
    }

    func testItIsSaidWhatWasFetchedBeforeTheSignalGoes() async throws {
        try await enrolled("Quàng Thị Yên", "inspector") { story, session in
            let route = story.opens(VisitsPage.following(session))
            let before = try await story.sees(route.seen)
            XCTAssertFalse(before.ready)
            let missing = before.fetched(story.words, session.times)
            XCTAssertTrue(missing.hasPrefix("HTX Mường Và: chưa tải hết, cần sóng\n"), missing)
            try await secondPhone("Lò Thị Mai", "manager", of: story.hub) { book in
                _ = try await season(book, "Vụ của máy kia")
                try await book.synced()
            }
            try await session.book.synced()
            let after = try await story.sees(route.seen.flatMap { $0.ready ? $0 : nil })
            XCTAssertTrue(after.fetched(story.words, session.times).contains("sổ trên máy"))
            story.hub.stop()
            let plan = story.opens(PlanPage.following(session.book))
            let document = try await story.sees(plan.seen?.subjects.first { $0.name == "Vụ của máy kia" })
            session.way.to(.visits)
            let planning = Planning(session: session)
            planning.visit(document)
            await planning.work.ended()
            XCTAssertNil(planning.work.failure)
            guard case .visit(let visit) = session.way.here else { return XCTFail("\(session.way.here)") }
            let inspecting = Inspecting(visit, session: session)
            await inspecting.begin()
            XCTAssertEqual(inspecting.form?.questions.count, 10)
        }
    }

    func testAPlaceWithoutABookIsVisitedUnderANameAndASurveyIsWrittenThere() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            session.way.to(.visits)
            let planning = Planning(session: session)
            XCTAssertFalse(planning.ready)
            planning.visitElsewhere()
            XCTAssertFalse(planning.work.running)
            planning.name = " Nhà ông Panh "
            planning.visitElsewhere()
            await planning.work.ended()
            guard case .visit(let visit) = session.way.here else { return XCTFail("\(session.way.here)") }
            let page = story.opens(VisitPage.following(visit, session))
            let seen = try await story.sees(page.seen)
            XCTAssertEqual(seen.document.name, "Nhà ông Panh")
            let survey = try XCTUnwrap(seen.others.first { $0.name[.vi] == "Khảo sát" })
            session.way.to(.entry(visit, step: survey.code))
            let form = try await entering(session)
            let field = try XCTUnwrap(form.form?.step.fields.first { $0.choices?.contains { $0.name[.vi] == "Sổ giấy" } == true })
            form.form?.answers[field.code] = field.choices?.first { $0.name[.vi] == "Sổ giấy" }?.code
            form.save()
            await form.saving.ended()
            XCTAssertNil(form.saving.failure)
            let written = try await story.sees(page.seen?.entries.first)
            XCTAssertEqual(written.entry.fact.step, "survey")
            XCTAssertEqual(written.step?.name[.vi], "Khảo sát")
        }
    }
}
