// Records harvests for ever and says each one's id once the book has said that it is saved:
//
//     RecordsUntilKilled DIR INVITATION
import Fieldbook
import Foundation

let arguments = CommandLine.arguments
let book = try await Fieldbook.create(
    Config(dir: arguments[1]), invitation: arguments[2], deviceName: "Điện thoại sắp tắt")
let season = try await book.documents.openSeason(NewSeason(name: "Vụ mùa 2026")).doc.id
while true {
    let harvest = NewFact(
        doc: season, step: "harvest",
        quantities: [RoledQuantity(role: .out, quantity: try parseQuantity("2,5 tạ"))])
    let recorded = try await book.journal.record(harvest)
    try FileHandle.standardOutput.write(contentsOf: Data("\(recorded.view.fact.id)\n".utf8))
}
