import Fieldbook
import FieldbookScreens
import XCTest

/// Who writes all day opens hundreds of forms; an old phone has no room to keep those that were closed.
final class FreedTests: XCTestCase {
    func testAFormThatIsClosedIsFreed() async throws {
        try await enrolled("Lường Thị Hặc", "farmer") { story, session in
            let field = try await season(session.book)
            let fact = try await harvested(session.book, field, "8,5 tạ")
            session.way.to(.entry(field, step: "harvest"))
            try await story.frees {
                let entering = try await story.begins(session)
                try await story.says(XCTUnwrap(entering.saying))
                return [entering, entering.form, entering.drafting, entering.saying]
            }
            try await story.frees {
                let correcting = Correcting(fact, field: "qty.out", session: session)
                await correcting.begin()
                return [correcting, correcting.form, correcting.drafting]
            }
            try await story.frees {
                let voiding = Voiding(fact, session: session)
                await voiding.begin()
                return [voiding, voiding.drafting]
            }
        }
    }

    func testSoIsOneThatWasSaved() async throws {
        try await enrolled("Lò Văn Inh", "farmer") { story, session in
            session.way.to(.entry(try await season(session.book), step: "harvest"))
            try await story.frees {
                let entering = try await story.begins(session)
                await story.does(entering.saving) { entering.save() }
                return [entering, entering.form, entering.drafting]
            }
        }
    }

    func testSoAreThoseOfALotAndItsStamps() async throws {
        try await leased { story, session in
            let lot = try await packedLot(session.book, "Lô nếp")
            let range = try await session.book.stamps.range(serial(5), last: serial(10))
            let claim = try await session.book.stamps.activate(lot, ranges: [range], capture: .manual).fact
            try await story.frees {
                let making = Making(from: nil, session: session)
                await making.begin()
                return [making, making.drafting]
            }
            try await story.frees {
                let proposing = Proposing(lot, session)
                await proposing.begin()
                return [proposing, proposing.drafting]
            }
            try await story.frees {
                let rescanning = Rescanning(claim, session)
                await rescanning.begin()
                return [rescanning, rescanning.drafting]
            }
        }
    }

    func testSoIsAVisit() async throws {
        try await enrolled("Quàng Văn Sơn", "officer") { story, session in
            try await story.frees {
                let inspecting = try await visiting(session, season(session.book))
                inspecting.form?.inspection.note = "Gặp ông Panh"
                try await story.sees(try draftSays(story.phone, "Panh"))
                return [inspecting, inspecting.form, inspecting.drafting]
            }
        }
    }
}

private struct Weak {
    weak var held: AnyObject?
}

extension Story {
    /// Opens a screen and closes it: nothing of it is left.
    fileprivate func frees(
        file: StaticString = #filePath, line: UInt = #line, _ opens: @MainActor () async throws -> [AnyObject?]
    ) async throws {
        let closed = try await opened(opens)
        XCTAssertFalse(closed.isEmpty, file: file, line: line)
        // What is kept at the moment of closing is written first.
        try await sees(closed.allSatisfy { $0.held == nil }, file: file, line: line)
    }

    private func opened(_ opens: @MainActor () async throws -> [AnyObject?]) async throws -> [Weak] {
        try await opens().map { screen in Weak(held: try XCTUnwrap(screen)) }
    }
}
