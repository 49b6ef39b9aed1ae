import FieldbookScreens

/// What a test's camera sees, frame by frame, as long as it looks.
protocol Film: Sendable {
    func shown(_ frame: Int, to see: (LumaFrame) -> Void)
}

/// A code as a terminal draws it, two rows of modules in one line of half blocks, the paper light and the ink left out.
struct DrawnCode: Film {
    private let light: [[Bool]]

    init(drawn lines: [String]) {
        let code = lines.filter { !$0.isEmpty && $0.allSatisfy { "█▀▄ ".contains($0) } }
        light = code.flatMap { line in [line.map { "█▀".contains($0) }, line.map { "█▄".contains($0) }] }
    }

    /// A module is six pixels wide, and rows are longer than the picture, as a phone's are.
    func shown(_ frame: Int, to see: (LumaFrame) -> Void) {
        let scale = 6
        let (width, height) = ((light.first?.count ?? 0) * scale, light.count * scale)
        let stride = width + 40
        var pixels = [UInt8](repeating: 0, count: stride * height)
        for y in 0..<height {
            for x in 0..<width where light[y / scale][x / scale] { pixels[y * stride + x] = 255 }
        }
        pixels.withUnsafeBytes { bytes in
            let (width, height) = (UInt32(width), UInt32(height))
            see(LumaFrame(pixels: bytes, width: width, height: height, stride: UInt32(stride), turned: 0))
        }
    }
}
