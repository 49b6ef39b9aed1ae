import Fieldbook
import Foundation
import XCTest

final class ScanTests: BookCase {
    private let text = "https://id.gs1.org/01/08939999000017/21/HX00000042"

    /// A stamp before the camera: memory that somebody else owns, with a stride that is wider than the frame.
    private struct Frame: ~Copyable {
        let pixels: UnsafeMutableRawBufferPointer
        let width: UInt32
        let height: UInt32
        let stride: UInt32

        /// A QR code as a bit matrix (PBM), eight pixels for a module, with its quiet zone.
        init(named name: String, scale: Int = 8, border: Int = 4) throws {
            let file = try XCTUnwrap(Bundle.module.url(forResource: "Frames/" + name, withExtension: "pbm"))
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst(3)
            let modules = lines.map { $0.map { $0 == "1" } }
            let side = (modules.count + 2 * border) * scale
            let stride = side + 40
            pixels = .allocate(byteCount: stride * side, alignment: 16)
            for y in 0..<side {
                for x in 0..<stride {
                    let (row, column) = (y / scale - border, x / scale - border)
                    let dark = modules.indices.contains(row) && modules[row].indices.contains(column) && modules[row][column]
                    pixels[y * stride + x] = dark ? 0 : 255
                }
            }
            (width, height, self.stride) = (UInt32(side), UInt32(side), UInt32(stride))
        }

        deinit {
            pixels.deallocate()
        }
    }

    /// An invitation is scanned before there is a book. Not `async`: nothing of it is on the disk.
    func testAScannerNeedsNoBook() throws {
        func codes(_ frame: borrowing Frame) throws -> [Code] {
            let scanner: CodeScanner = .withoutBook()
            let pixels = Data(bytesNoCopy: frame.pixels.baseAddress!, count: frame.pixels.count, deallocator: .none)
            return try scanner.blocking.readStill(
                pixels: pixels, width: frame.width, height: frame.height, stride: frame.stride)
        }
        XCTAssertEqual(try codes(Frame(named: "stamp")).map(\.text), [text])
    }

    func testAStampIsReadFromAFrame() async throws {
        let book = try await newBook()
        let frame = try Frame(named: "stamp")
        let data = Data(bytesNoCopy: frame.pixels.baseAddress!, count: frame.pixels.count, deallocator: .none)
        let (width, height, stride) = (frame.width, frame.height, frame.stride)
        let codes = try await untilRead { try await book.scanner.pushLuma(data, width: width, height: height, stride: stride) }
        XCTAssertEqual(codes.map(\.text), [text])
        let corners = try XCTUnwrap(codes.first).corners
        XCTAssertEqual(corners.count, 4)
        XCTAssertTrue(corners.allSatisfy { 0...Float(frame.width) ~= $0.x && 0...Float(frame.height) ~= $0.y })
        let stamp = await book.stamps.read(text)
        XCTAssertEqual(stamp.serial, "HX00000042")
        let still = try await book.scanner.readStill(
            data, width: frame.width, height: frame.height, stride: frame.stride)
        XCTAssertEqual(still.map(\.text), [text])
        let short = data.prefix(100)
        await assertRefused(
            try await book.scanner.pushLuma(short, width: frame.width, height: frame.height, stride: frame.stride)
        ) { error in
            guard case .invalidInput(let reasons, _) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(reasons.map(\.field), ["frame"])
        }
        await assertRefused(try await book.scanner.pushLuma(Data(), width: 8, height: 8, stride: 8)) { error in
            guard case .invalidInput = error else { return XCTFail("\(error)") }
        }
    }

    func testTheCaptureQueueReadsMemoryOfSomebodyElse() async throws {
        let book = try await newBook()
        let scanner = book.scanner.blocking
        let frame = try Frame(named: "stamp")
        let pixels = UnsafeRawBufferPointer(frame.pixels)
        let (width, height, stride) = (frame.width, frame.height, frame.stride)
        let codes = try await untilRead { try scanner.pushLuma(pixels, width: width, height: height, stride: stride) }
        XCTAssertEqual(codes.map(\.text), [text])

        let sweep = try await book.stamps.sweep()
        let read = try await untilRead {
            try sweep.blocking.pushLuma(scanner, pixels: pixels, width: width, height: height, stride: stride).read
        }
        XCTAssertEqual(read.map(\.text), [text])
        let waiting = try await book.stamps.sweeps()
        let id = await sweep.id()
        XCTAssertEqual(waiting.map(\.id), [id])
        let again = try await book.stamps.sweepAgain(id)
        let report = try await again.report()
        XCTAssertEqual(report.ranges.map(\.count), [1])
        try await again.discard()
    }

    /// What the first frame shows in which something was read. A frame has 33 ms, so that a code may be read some frames
    /// after it came into view, and many when the machine is busy.
    private func untilRead<Read>(_ frame: () async throws -> [Read]) async throws -> [Read] {
        let end = ProcessInfo.processInfo.systemUptime + patience
        var read: [Read] = []
        while read.isEmpty, ProcessInfo.processInfo.systemUptime < end { read = try await frame() }
        return read
    }

    #if os(Linux)
    /// 64 MB a frame: one copy for each would show at once.
    func testFramesAreNotCopied() async throws {
        let book = try await newBook()
        let (width, height) = (8192, 8192)
        let pixels = UnsafeMutableRawBufferPointer.allocate(byteCount: width * height, alignment: 16)
        defer { pixels.deallocate() }
        pixels.initializeMemory(as: UInt8.self, repeating: 128)
        let data = Data(bytesNoCopy: pixels.baseAddress!, count: pixels.count, deallocator: .none)
        // Before the first frame nothing of the scanner's own is there yet: a small one makes it.
        _ = try await book.scanner.pushLuma(data, width: 64, height: 64, stride: 64)
        let before = try peakMemory()
        await assertRefused(try await book.scanner.pushLuma(data, width: 8192, height: 8193, stride: 8192)) { error in
            guard case .invalidInput = error else { return XCTFail("\(error)") }
        }
        let after = try peakMemory()
        XCTAssertLessThan(after - before, 32 << 20, "the frame crossed without a copy")
    }

    /// `VmHWM`: the most memory that this process ever held, in bytes.
    private func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try XCTUnwrap(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try XCTUnwrap(Int(line.split(separator: " ")[1].filter(\.isNumber))) * 1024
    }
    #endif
}
