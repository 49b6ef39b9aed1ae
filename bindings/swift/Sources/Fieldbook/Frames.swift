// Camera frames, never copied.

import Foundation

#if canImport(CoreVideo)
import CoreVideo
#endif

extension BlockingCodeScanner {
    /// Reads a camera frame from memory that somebody else owns: `width` bytes every `stride` bytes. For the capture
    /// queue, where a frame is read as it comes and the next one waits.
    public func pushLuma(
        _ pixels: UnsafeRawBufferPointer, width: UInt32, height: UInt32, stride: UInt32
    ) throws(FieldbookError) -> [Code] {
        try told { try pushLuma(pixels: borrowed(pixels), width: width, height: height, stride: stride) }
    }
}

extension BlockingSweep {
    /// Reads a camera frame from memory that somebody else owns and takes it in, as `BlockingCodeScanner.pushLuma` does.
    public func pushLuma(
        _ scanner: BlockingCodeScanner, pixels: UnsafeRawBufferPointer, width: UInt32, height: UInt32, stride: UInt32
    ) throws(FieldbookError) -> SweepNews {
        try told {
            let pixels = borrowed(pixels)
            return try pushLuma(scanner: scanner, pixels: pixels, width: width, height: height, stride: stride)
        }
    }
}

/// The same bytes as `Data`, for as long as the call lasts in which they are handed on.
private func borrowed(_ pixels: UnsafeRawBufferPointer) -> Data {
    guard let start = pixels.baseAddress else { return Data() }
    return Data(bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: pixels.count, deallocator: .none)
}

#if canImport(CoreVideo)
extension BlockingCodeScanner {
    /// Reads a camera frame, on the capture queue: `CMSampleBufferGetImageBuffer` gives it. It must be of a format with a
    /// luma plane, such as `kCVPixelFormatType_420YpCbCr8BiPlanarFullRange`.
    public func pushLuma(_ frame: CVPixelBuffer) throws(FieldbookError) -> [Code] {
        try withLuma(of: frame) { pixels, width, height, stride throws(FieldbookError) in
            try pushLuma(pixels, width: width, height: height, stride: stride)
        }
    }
}

extension BlockingSweep {
    /// Reads a camera frame and takes it in, as `BlockingCodeScanner.pushLuma` does.
    public func pushLuma(_ scanner: BlockingCodeScanner, frame: CVPixelBuffer) throws(FieldbookError) -> SweepNews {
        try withLuma(of: frame) { pixels, width, height, stride throws(FieldbookError) in
            try pushLuma(scanner, pixels: pixels, width: width, height: height, stride: stride)
        }
    }
}

extension CodeScanner {
    /// Reads a camera frame off the caller's executor. The frame is held and not copied until the answer is there; drop
    /// the frames that come meanwhile.
    public func pushLuma(_ frame: CVPixelBuffer) async throws(FieldbookError) -> [Code] {
        let held = HeldFrame(frame: frame)
        return try await outside { [blocking] in try blocking.pushLuma(held.frame) }
    }
}

extension Sweep {
    /// Reads a camera frame off the caller's executor and takes it in, as `CodeScanner.pushLuma` does.
    public func pushLuma(_ scanner: CodeScanner, frame: CVPixelBuffer) async throws(FieldbookError) -> SweepNews {
        let held = HeldFrame(frame: frame)
        return try await outside { [blocking] in try blocking.pushLuma(scanner.blocking, frame: held.frame) }
    }
}

/// A frame on its way to another thread, where it is only read, and under its own lock.
private struct HeldFrame: @unchecked Sendable {
    let frame: CVPixelBuffer
}

private func withLuma<Answer>(
    of frame: CVPixelBuffer,
    _ read: (UnsafeRawBufferPointer, UInt32, UInt32, UInt32) throws(FieldbookError) -> Answer
) throws(FieldbookError) -> Answer {
    let failed = CVPixelBufferLockBaseAddress(frame, .readOnly)
    guard failed == kCVReturnSuccess else {
        throw unexpectedError("the frame cannot be locked: \(failed)")
    }
    defer { CVPixelBufferUnlockBaseAddress(frame, .readOnly) }
    guard CVPixelBufferIsPlanar(frame), let start = CVPixelBufferGetBaseAddressOfPlane(frame, 0) else {
        throw unexpectedError("the frame has no luma plane")
    }
    let (width, height) = (CVPixelBufferGetWidthOfPlane(frame, 0), CVPixelBufferGetHeightOfPlane(frame, 0))
    let stride = CVPixelBufferGetBytesPerRowOfPlane(frame, 0)
    let pixels = UnsafeRawBufferPointer(start: start, count: stride * height)
    return try read(pixels, UInt32(width), UInt32(height), UInt32(stride))
}
#endif
