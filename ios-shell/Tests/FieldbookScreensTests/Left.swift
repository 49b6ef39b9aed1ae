import Fieldbook
import FieldbookScreens
import Foundation
import XCTest

/// The file of the only draft on the phone; nothing while there is none.
@MainActor
func draftFile(_ phone: Phone) throws -> URL? {
    // Not what is being written beside it.
    let files = drafts(phone).filter { $0.pathExtension == "json" }
    XCTAssertLessThanOrEqual(files.count, 1)
    return files.first
}

/// Those that were set aside.
@MainActor
func draftsAside(_ phone: Phone) -> [URL] { drafts(phone).filter { $0.pathExtension == "old" } }

@MainActor
private func drafts(_ phone: Phone) -> [URL] {
    let folder = phone.folder.appendingPathComponent("drafts")
    return (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
}

@MainActor
func draftSays(_ phone: Phone, _ text: String) throws -> Bool {
    try draftFile(phone).map { try String(contentsOf: $0, encoding: .utf8).contains(text) } ?? false
}

/// The only draft as it lies on the disk, with more answers in it.
@MainActor
func draft(_ phone: Phone, saying answers: [String: String]) throws -> Data {
    try changed(phone) { draft in
        let said = draft["answers"] as? [String: String] ?? [:]
        draft["answers"] = said.merging(answers) { _, new in new }
    }
}

/// The only draft as it lies on the disk while its form is saved: with what the book held last before.
@MainActor
func draft(_ phone: Phone, savedAfter last: String?) throws -> Data {
    try changed(phone) { $0["after"] = last.map { ["last": $0] } ?? [:] }
}

@MainActor
private func changed(_ phone: Phone, _ change: (inout [String: Any]) -> Void) throws -> Data {
    let file = try XCTUnwrap(draftFile(phone))
    var draft = try XCTUnwrap(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    change(&draft)
    return try JSONSerialization.data(withJSONObject: draft)
}

extension Story {
    /// A harvest with a number typed into it, which lies on the disk.
    func begins(_ session: Session) async throws -> Entering {
        let begun = try await entering(session)
        // Where something is to be read first, the pad comes when it is tapped for.
        begun.typing = .asked(.out)
        begun.press("5")
        try await sees(try draftSays(phone, "5 ") && draftSays(phone, "begun"))
        return begun
    }
}

extension Session {
    /// The same book on the same phone, by another clock.
    func by(_ clock: @escaping @Sendable () -> Date, at screen: Screen? = nil) -> Session {
        let way = Way(screen.map { [$0] } ?? [])
        return Session(book: book, device: device, memory: memory, way: way, opening: opening, times: Times(clock: clock))
    }

    /// The same, so many days from now.
    func by(days: Int, at screen: Screen? = nil) -> Session {
        by({ Date().addingTimeInterval(TimeInterval(days) * 86_400) }, at: screen)
    }
}
