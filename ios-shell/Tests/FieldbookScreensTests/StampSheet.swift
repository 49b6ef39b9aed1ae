import FieldbookScreens
import Foundation
import XCTest

/// A stamp's text, as the hub prints it.
func link(_ number: Int) -> String { "https://id.gs1.org/01/\(Hub.gtin)/21/\(serial(number))" }

func serial(_ number: Int) -> String { String(format: "HX%08d", number) }

/// A printed sheet, so many stamps side by side; nothing is a stamp that was taken off. Frames of it are a hand that goes over
/// it from left to right: turned by some degrees, not quite sharp, in the shade.
struct StampSheet: Film {
    /// Drawn once: it takes longer than a camera gives for a frame.
    private let frames: [[UInt8]]

    /// Stamps by their files in `Stamps`.
    init(_ names: [String?], columns: Int, inView: Int? = nil, frames: Int = 1) throws {
        let print = Print(stamps: try names.map { name in try name.map(Self.modules) }, columns: columns)
        let inView = inView ?? columns
        self.frames = (0..<frames).map { at in
            let column = frames == 1 ? 0 : Double((columns - inView) * at) / Double(frames - 1)
            return print.seen(column: column, inView: inView, degrees: Double(3 - at))
        }
    }

    /// Stamps of the lease by their numbers, 1 to 10.
    init(_ numbers: ClosedRange<Int>, columns: Int) throws {
        try self.init(numbers.map(serial), columns: columns)
    }

    private static func modules(_ name: String) throws -> [[Bool]] {
        let file = try XCTUnwrap(Bundle.module.url(forResource: "Stamps/" + name, withExtension: "pbm"), name)
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst(3).map { $0.map { $0 == "1" } }
    }

    /// The hand goes over the sheet and back, again and again; it does not jump.
    func shown(_ frame: Int, to see: (LumaFrame) -> Void) {
        let (width, height) = (UInt32(Print.width), UInt32(Print.height))
        let (last, at) = (frames.count - 1, frame % max(1, 2 * (frames.count - 1)))
        frames[last - abs(last - at)].withUnsafeBytes { pixels in
            see(LumaFrame(pixels: pixels, width: width, height: height, stride: width, turned: 0))
        }
    }
}

private struct Print {
    let stamps: [[[Bool]]?]
    let columns: Int

    /// Each pixel is the mean of four points, which is what makes it not quite sharp.
    func seen(column: Double, inView: Int, degrees: Double) -> [UInt8] {
        let rows = (stamps.count + columns - 1) / columns
        let side = Double(Self.side)
        let across = Double(Self.width) * Self.filled / (Double(inView) * side)
        let scale = min(across, Double(Self.height) * Self.filled / (Double(rows) * side))
        let turn = degrees * .pi / 180
        // Modules from one point to the next, of which there are two in a pixel's width and height: along a row and down.
        let (sine, cosine) = (sin(turn) / scale / 2, cos(turn) / scale / 2)
        let (right, down) = (Double(Self.width), Double(Self.height))
        let left = (column + Double(inView) / 2) * side - right * cosine - down * sine
        let top = Double(rows) * side / 2 - down * cosine + right * sine
        let (print, width, height) = (drawn(rows), columns * Self.side, rows * Self.side)
        var light = [UInt16](repeating: 0, count: Self.width * Self.height)
        light.withUnsafeMutableBufferPointer { light in
            print.withUnsafeBufferPointer { print in
                var (y, j) = (0, 0.5)
                while y < Self.height * 2 {
                    var (x, i) = (0, 0.5)
                    while x < Self.width * 2 {
                        let (across, along) = (left + i * cosine + j * sine, top + j * cosine - i * sine)
                        // The table around the sheet is grey.
                        var shade: UInt16 = 150
                        if across >= 0, along >= 0, across < Double(width), along < Double(height) {
                            shade = print[Int(along) * width + Int(across)]
                        }
                        light[(y >> 1) * Self.width + (x >> 1)] += shade
                        x += 1
                        i += 1
                    }
                    y += 1
                    j += 1
                }
            }
        }
        return light.map { UInt8($0 / 4) }
    }

    /// The sheet as it was printed, a point for a module.
    private func drawn(_ rows: Int) -> [UInt16] {
        let width = columns * Self.side
        var print = [UInt16](repeating: 255, count: width * rows * Self.side)
        for (at, stamp) in stamps.enumerated() {
            let (row, column) = (at / columns * Self.side + Self.margin, at % columns * Self.side + Self.margin)
            for (i, line) in (stamp ?? []).enumerated() {
                for (j, dark) in line.enumerated() where dark { print[(row + i) * width + column + j] = 0 }
            }
        }
        return print
    }

    /// Modules of white around a code, and of a stamp with them.
    private static let (margin, side) = (4, 41)

    // Half of what phones give, with few stamps in view: nothing is optimised here, and a frame has 33 ms.
    static let (width, height) = (640, 360)

    /// Share of the frame that the sheet fills, so that its corners are in it when it is turned.
    private static let filled = 0.9
}
