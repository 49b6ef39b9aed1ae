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

    /// The hand goes over the sheet again and again.
    func shown(_ frame: Int, to see: (LumaFrame) -> Void) {
        let (width, height) = (UInt32(Print.width), UInt32(Print.height))
        frames[frame % frames.count].withUnsafeBytes { pixels in
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
        let (sine, cosine) = (sin(turn) / scale, cos(turn) / scale)
        let (middle, top) = ((column + Double(inView) / 2) * side, Double(rows) * side / 2)
        var pixels = [UInt8](repeating: 0, count: Self.width * Self.height)
        for y in 0..<Self.height {
            for x in 0..<Self.width {
                var light = 0
                for (right, down) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                    let (dx, dy) = (Double(x) + right - Double(Self.width) / 2, Double(y) + down - Double(Self.height) / 2)
                    light += shade(middle + dx * cosine + dy * sine, top + dy * cosine - dx * sine, rows)
                }
                pixels[y * Self.width + x] = UInt8(light / 4)
            }
        }
        return pixels
    }

    /// The table around the sheet is grey.
    private func shade(_ x: Double, _ y: Double, _ rows: Int) -> Int {
        guard x >= 0, y >= 0, x < Double(columns * Self.side), y < Double(rows * Self.side) else { return 150 }
        let (column, row) = (Int(x) / Self.side, Int(y) / Self.side)
        let at = row * columns + column
        guard stamps.indices.contains(at), let stamp = stamps[at] else { return 255 }
        let (i, j) = (Int(y) % Self.side - Self.margin, Int(x) % Self.side - Self.margin)
        guard stamp.indices.contains(i), stamp[i].indices.contains(j) else { return 255 }
        return stamp[i][j] ? 0 : 255
    }

    /// Modules of white around a code, and of a stamp with them.
    private static let (margin, side) = (4, 41)

    // Half of what phones give, with few stamps in view: nothing is optimised here, and a frame has 33 ms.
    static let (width, height) = (640, 360)

    /// Share of the frame that the sheet fills, so that its corners are in it when it is turned.
    private static let filled = 0.9
}
