import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

/// A visit to a season, its form open.
@MainActor
func visiting(_ session: Session, _ subject: DocId) async throws -> Inspecting {
    let visit = try await session.book.documents.openVisit(NewVisit(name: "Vụ mùa 2026", subject: subject))
    return try await visiting(session, visit: visit.doc.id)
}

@MainActor
func visiting(_ session: Session, visit: DocId) async throws -> Inspecting {
    session.way.to(.visit(visit))
    let inspecting = Inspecting(visit, session: session)
    await inspecting.begin()
    if let failure = inspecting.failure { throw failure }
    _ = try XCTUnwrap(inspecting.form)
    return inspecting
}

extension VisitForm {
    /// Answers a question of the checklist, both by their names.
    func answers(_ question: String, _ answer: String) throws {
        let field = try XCTUnwrap(questions.first { $0.label[.vi] == question })
        let choice = try XCTUnwrap(field.choices?.first { $0.name[.vi] == answer })
        self.answer(field, choice.code, label: field.label[.vi])
    }

    /// What it all comes to.
    func concludes(_ answer: String) throws {
        let field = try XCTUnwrap(closing.first { $0.choices != nil })
        inspection.answers[field.code] = try XCTUnwrap(field.choices?.first { $0.name[.vi] == answer }).code
    }

    func signs() {
        let start = Signature.Spot(x: 0.1, y: 0.7)
        for step in 1...20 { signature.follow(to: .init(x: 0.1 + Double(step) * 0.035, y: step % 2 == 0 ? 0.3 : 0.8), from: start) }
        signature.lift()
        let dot = Signature.Spot(x: 0.9, y: 0.9)
        signature.follow(to: dot, from: dot)
    }
}

/// What a visit found: an open store, to be locked by a day.
func found(_ book: Fieldbook, _ subject: DocId, due: CivilDate) async throws {
    let visit = try await book.documents.openVisit(NewVisit(name: "Vụ mùa 2026", subject: subject)).doc.id
    let point: [String: FieldValue] = [
        "found": "Kho thuốc để ngỏ", "corrective_action": "Làm khoá riêng", "due_by": .date(value: due),
    ]
    _ = try await book.journal.record(NewFact(doc: visit, step: "nonconformity", fields: point))
    let said: [String: FieldValue] = ["inputs_stored": "no", "conclusion": "correct"]
    _ = try await book.journal.record(NewFact(doc: visit, step: "inspect", fields: said))
}

/// The only entry of a step.
func only(_ book: Fieldbook, step: String) async throws -> FactView {
    let all = try await book.journal.query(FactQuery(steps: [step]))
    XCTAssertEqual(all.count, 1)
    return try XCTUnwrap(all.first)
}
