import AVFoundation
import FieldbookScreens
import SwiftUI
import UIKit
import os

/// The back camera.
@MainActor
final class Eye: Camera {
    private let capture = Capture()

    /// The window that shows it.
    fileprivate weak var glass: Viewfinder.Glass?

    /// For the live picture.
    fileprivate var session: AVCaptureSession { capture.session }

    fileprivate func turn(_ degrees: Int) {
        capture.turned.withLock { $0 = degrees }
    }

    func look(torch: Bool, _ see: @escaping @Sendable (LumaFrame) -> Void) async -> Bool {
        guard await AVCaptureDevice.requestAccess(for: .video), await capture.start(torch: torch, see) else { return false }
        // Before it started for the first time there was nothing to turn.
        glass?.setNeedsLayout()
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        await capture.stop()
        return true
    }

    var refused: Bool { [.denied, .restricted].contains(AVCaptureDevice.authorizationStatus(for: .video)) }

    /// Asked for here: the system's camera screen would only be black without the permission.
    func photo() async -> Data? {
        guard UIImagePickerController.isSourceTypeAvailable(.camera), await AVCaptureDevice.requestAccess(for: .video)
        else { return nil }
        return await PhotoTaker().take()
    }
}

/// The session and its frames, on a queue of their own: to start it blocks, and a frame is read where it comes.
private final class Capture: NSObject, AVCaptureVideoDataOutputSampleBufferDelegate, @unchecked Sendable {
    let session = AVCaptureSession()
    private let queue = DispatchQueue(label: "vn.fieldbook.camera", qos: .userInteractive)
    /// Only touched on the queue.
    private var see: (@Sendable (LumaFrame) -> Void)?
    /// Degrees by which its frames must be turned for the screen as it stands: set by the screen, read on the queue.
    let turned = OSAllocatedUnfairLock(initialState: 90)

    func start(torch: Bool, _ see: @escaping @Sendable (LumaFrame) -> Void) async -> Bool {
        await withCheckedContinuation { answer in
            queue.async {
                self.see = see
                guard let camera = self.configured() else { return answer.resume(returning: false) }
                self.session.startRunning()
                self.light(camera, torch)
                answer.resume(returning: true)
            }
        }
    }

    func stop() async {
        await withCheckedContinuation { answer in
            queue.async {
                self.see = nil
                self.session.stopRunning()
                answer.resume()
            }
        }
    }

    /// Once for the life of the app.
    private func configured() -> AVCaptureDevice? {
        if let input = session.inputs.first as? AVCaptureDeviceInput { return input.device }
        guard
            let camera = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: .back),
            let input = try? AVCaptureDeviceInput(device: camera)
        else { return nil }
        let output = AVCaptureVideoDataOutput()
        output.videoSettings = [
            kCVPixelBufferPixelFormatTypeKey as String: kCVPixelFormatType_420YpCbCr8BiPlanarFullRange
        ]
        // One frame at a time: what comes while one is read is too late.
        output.alwaysDiscardsLateVideoFrames = true
        output.setSampleBufferDelegate(self, queue: queue)
        session.beginConfiguration()
        defer { session.commitConfiguration() }
        // A sheet of stamps needs the pixels.
        session.sessionPreset = .hd1920x1080
        guard session.canAddInput(input), session.canAddOutput(output) else { return nil }
        session.addInput(input)
        session.addOutput(output)
        return camera
    }

    private func light(_ camera: AVCaptureDevice, _ torch: Bool) {
        guard camera.hasTorch, (try? camera.lockForConfiguration()) != nil else { return }
        camera.torchMode = torch ? .on : .off
        camera.unlockForConfiguration()
    }

    func captureOutput(_ output: AVCaptureOutput, didOutput sample: CMSampleBuffer, from connection: AVCaptureConnection) {
        guard let see, let frame = CMSampleBufferGetImageBuffer(sample) else { return }
        guard CVPixelBufferLockBaseAddress(frame, .readOnly) == kCVReturnSuccess else { return }
        defer { CVPixelBufferUnlockBaseAddress(frame, .readOnly) }
        guard let luma = CVPixelBufferGetBaseAddressOfPlane(frame, 0) else { return }
        let (width, height) = (CVPixelBufferGetWidthOfPlane(frame, 0), CVPixelBufferGetHeightOfPlane(frame, 0))
        let stride = CVPixelBufferGetBytesPerRowOfPlane(frame, 0)
        let pixels = UnsafeRawBufferPointer(start: luma, count: stride * height)
        let turned = turned.withLock { $0 }
        see(LumaFrame(pixels: pixels, width: UInt32(width), height: UInt32(height), stride: UInt32(stride), turned: turned))
    }
}

/// The live picture: all of it, so that outlines find their codes in it, or as much as fills the window.
struct Viewfinder: UIViewRepresentable {
    let eye: Eye
    let whole: Bool

    func makeUIView(context: Context) -> Glass {
        let glass = Glass(eye: eye)
        eye.glass = glass
        glass.preview.session = eye.session
        glass.preview.videoGravity = whole ? .resizeAspect : .resizeAspectFill
        return glass
    }

    func updateUIView(_ glass: Glass, context: Context) {}

    final class Glass: UIView {
        private let eye: Eye

        init(eye: Eye) {
            self.eye = eye
            super.init(frame: .zero)
            // Turned upside down the window keeps its size, and is not laid out by itself.
            NotificationCenter.default.addObserver(
                self, selector: #selector(setNeedsLayout), name: UIDevice.orientationDidChangeNotification, object: nil)
        }

        @available(*, unavailable)
        required init?(coder: NSCoder) { nil }

        override class var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }

        // UIKit has made the layer of that class.
        var preview: AVCaptureVideoPreviewLayer { layer as! AVCaptureVideoPreviewLayer }

        /// The screen was turned, or is there for the first time.
        override func layoutSubviews() {
            super.layoutSubviews()
            let degrees = window?.windowScene?.interfaceOrientation.degrees ?? 90
            if let connection = preview.connection, connection.isVideoRotationAngleSupported(CGFloat(degrees)) {
                connection.videoRotationAngle = CGFloat(degrees)
            }
            eye.turn(degrees)
        }
    }
}

extension UIInterfaceOrientation {
    /// The back camera's frames lie as the screen does with the home button on the right.
    fileprivate var degrees: Int {
        switch self {
        case .landscapeRight: 0
        case .portraitUpsideDown: 270
        case .landscapeLeft: 180
        case .portrait, .unknown: 90
        @unknown default: 90
        }
    }
}
