import Fieldbook
import FieldbookScreens

func into(_ text: String) throws -> RoledQuantity { RoledQuantity(role: .in, quantity: try parseQuantity(text)) }
func out(_ text: String) throws -> RoledQuantity { RoledQuantity(role: .out, quantity: try parseQuantity(text)) }

func season(_ book: Fieldbook, _ name: String = "Vụ mùa 2026") async throws -> DocId {
    try await book.documents.openSeason(NewSeason(name: name)).doc.id
}

func harvested(_ book: Fieldbook, _ season: DocId, _ weight: String) async throws -> FactId {
    try await book.journal.record(NewFact(doc: season, step: "harvest", quantities: [out(weight)])).view.fact.id
}

/// Sprayed today: nobody should harvest for so many days.
func sprayed(_ book: Fieldbook, _ season: DocId, days: UInt16) async throws {
    let input = Input(material: "Validacin 5SL", dose: "40 ml cho 1 sào", preHarvestInterval: days)
    let area = RoledQuantity(role: .area, quantity: try parseQuantity("2 sào Bắc Bộ"))
    _ = try await book.journal.record(NewFact(doc: season, step: "spray", quantities: [area], inputs: [input]))
}

/// 450 kg of a season, dried, milled and packed in 24 bags.
func packedLot(_ book: Fieldbook, _ season: DocId) async throws -> DocId {
    let lot = try await book.documents.openLot(NewLot(name: "Lô nếp tan tháng 10", code: "L2610A")).doc.id
    let origin = Origin(doc: season, quantity: try parseQuantity("4,5 tạ"))
    let steps = [
        NewFact(doc: lot, step: "receive", quantities: [try into("4,5 tạ")], origins: [origin]),
        NewFact(doc: lot, step: "dry", quantities: [try into("450 kg"), try out("378 kg")], fields: ["method": "sun"]),
        NewFact(doc: lot, step: "mill", quantities: [try into("378 kg"), try out("250 kg")]),
        NewFact(doc: lot, step: "pack", quantities: [try into("48 kg"), try out("24 túi")]),
    ]
    for step in steps { _ = try await book.journal.record(step) }
    return lot
}

/// The form of the screen that the way leads to, with keys pressed and saved.
@MainActor
func entering(_ session: Session) async throws -> Entering {
    guard case .entry(let doc, let step, let like, let from) = session.way.here else { throw Astray(at: session.way.here) }
    let entering = Entering(doc, step: step, like: like, from: from, session: session)
    await entering.begin()
    if let failure = entering.failure { throw failure }
    return entering
}

struct Astray: Error {
    let at: Screen
}
