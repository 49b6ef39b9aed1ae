@testable import FieldbookScreens
import XCTest

private typealias Spot = Signature.Spot

private let start = Spot(x: 0.1, y: 0.5)
private let turn = Spot(x: 0.2, y: 0.25)
private let end = Spot(x: 0.5, y: 0.75)

final class SignatureTests: XCTestCase {
    func testAFingerDrawsAStrokeAndATouchIsADot() async {
        await MainActor.run {
            let signature = Signature()
            for spot in [start, turn, turn, end] { signature.follow(to: spot, from: start) }
            signature.lift()
            signature.follow(to: turn, from: turn)
            signature.lift()
            XCTAssertEqual(signature.strokes, [[start, turn, end], [turn]])
            let lines = Signature.lines(of: signature.strokes, width: Signature.Picture.width, height: Signature.Picture.height)
            XCTAssertEqual(lines[0], [Spot(x: 88, y: 200), Spot(x: 176, y: 100), Spot(x: 440, y: 300)])
            XCTAssertEqual(lines[1], [Spot(x: 176, y: 100), Spot(x: 177, y: 100)], "a pen draws no line without a length")
        }
    }

    func testAFingerThatMovedBeforeItWasHeardOfBeganWhereItCameDown() async {
        await MainActor.run {
            let signature = Signature()
            signature.follow(to: turn, from: start)
            XCTAssertEqual(signature.strokes, [[start, turn]])
        }
    }

    func testAStrokeThatACallHasCutIsNotDrawnOnToTheNext() async {
        await MainActor.run {
            let signature = Signature()
            signature.follow(to: turn, from: start)
            // The glass was taken away, and nobody lifted a finger.
            signature.follow(to: end, from: end)
            XCTAssertEqual(signature.strokes, [[start, turn], [end]])
            signature.lift()
            signature.follow(to: end, from: end)
            XCTAssertEqual(signature.strokes.count, 3, "two dots in the same place are two")
            signature.clear()
            signature.follow(to: end, from: end)
            XCTAssertEqual(signature.strokes, [[end]], "signed anew")
        }
    }

    func testThePictureHasTheShapeOfTheBoxAndItsStrokesAreReadAsTheyWereWritten() async {
        await MainActor.run {
            XCTAssertEqual(Signature.shape, 2.2, accuracy: 1e-9)
            let (signature, read) = (Signature(), Signature())
            signature.follow(to: turn, from: start)
            signature.follow(to: end, from: end)
            read.read(signature.text)
            XCTAssertEqual(read.strokes, signature.strokes)
        }
    }
}
