// What a device lends the screens, and nothing more: the screens themselves know no UIKit.

import Fieldbook
import Foundation

/// A phone, or what stands in for one.
@MainActor
public protocol Device: AnyObject {
    /// Where the screens keep what they remember; it is there, and is no part of the book.
    var folder: URL { get }
    /// What the hub's staff see of it, such as `iPhone của Mai`.
    var name: String { get }
    /// The app's version as its shop shows it; nothing where nobody has numbered it.
    var version: String? { get }
    var camera: any Camera { get }
    var places: any Places { get }
    var speaker: any Speaker { get }
    /// What takes down what a person says; nothing on a device without a microphone.
    var recorder: (any Recorder)? { get }
    var player: any Player { get }
    var files: any Files { get }
    /// What would carry a sync now; nothing without any network.
    var link: LinkKind? { get }

    /// Where the book lies, and its key. Throws while the key cannot be had, as before a phone's first unlock, and `KeyLost`
    /// where there is a book and its key is gone for good.
    func config() throws -> Config

    /// Moves a book whose key is lost aside, for a new one is to be made. Nothing is deleted.
    func setBookAside() throws

    /// A signature as a JPEG, black on white whatever the screen's colours: it will be printed.
    func jpeg(of signature: Signature) -> Data

    /// A code was found: a short tone, a short shake, or both, for eyes that are on the goods.
    func tick(sound: Bool, shake: Bool)

    /// Something waits to be sent. The system runs a sync when it finds it good, also when the app is gone.
    func syncSoon()

    /// A book was made on this device: from now on it syncs from time to time.
    func enrolled()
}

/// A grey picture as the camera gives it, for as long as the call lasts that it is given to.
public struct LumaFrame {
    public let pixels: UnsafeRawBufferPointer
    public let width: UInt32
    public let height: UInt32
    /// Bytes from one row to the next.
    public let stride: UInt32
    /// Degrees clockwise by which it must be turned to stand upright on the screen.
    public let turned: Int

    public init(pixels: UnsafeRawBufferPointer, width: UInt32, height: UInt32, stride: UInt32, turned: Int) {
        self.pixels = pixels
        self.width = width
        self.height = height
        self.stride = stride
        self.turned = turned
    }
}

@MainActor
public protocol Camera: AnyObject {
    /// Lets somebody look through it until the task is cancelled. `see` is called on a thread of the camera's own, one frame
    /// at a time; what comes while it works is dropped. Asks for the permission itself; answers false, at once, when there
    /// is none, or no camera.
    func look(torch: Bool, _ see: @escaping @Sendable (LumaFrame) -> Void) async -> Bool

    /// A picture taken by the person, as JPEG; nothing when they gave up, or there is no camera, or it is `refused`.
    func photo() async -> Data?

    /// Whether the person was asked for the camera last with a no for an answer.
    var refused: Bool { get }
}

@MainActor
public protocol Places: AnyObject {
    var isPermitted: Bool { get }

    /// Asks for the permission, unless it is there; whether it is there then.
    func permit() async -> Bool

    /// The best fix within that time, or nothing: no permission, no satellites, switched off. Never an error, nor a question.
    func here(patience: Duration) async -> Place?
}

@MainActor
public protocol Speaker: AnyObject {
    /// Says it aloud; what it said before ends. Silent where the device has no voice for the language.
    func say(_ text: String, lang: Lang)

    func hush()
}

/// Records what a person says, one recording at a time.
@MainActor
public protocol Recorder: AnyObject {
    var isPermitted: Bool { get }

    /// Asks for the permission, unless it is there; whether it is there then.
    func permit() async -> Bool

    /// Whole seconds of the recording under way; nothing when none is.
    var seconds: Int? { get }

    /// Records into the file, AAC in MP4, until `stop`, a minute at most. When this answers the file is whole; false when there
    /// is nothing in it: no permission, a tap too short, a call that came.
    func record(into file: URL) async -> Bool

    /// Ends the recording, which is kept. Does nothing when none is under way.
    func stop()
}

/// Plays what was recorded, here or on another phone.
@MainActor
public protocol Player: AnyObject {
    /// To its end; who cancels it ends it. False for a file that this device cannot play.
    func play(_ file: URL) async -> Bool
}

@MainActor
public protocol Files: AnyObject {
    /// Hands a file to another app: Zalo, mail, AirDrop.
    func share(name: String, bytes: Data) async

    /// Puts a file of ours where the person says; false when they gave up. By its place: a book may be larger than the memory.
    func keep(_ file: URL) async -> Bool

    /// A file that the person picks; nothing when they gave up.
    func pick(mimes: [String]) async -> Data?

    /// The same for one of any size, put into a file of ours; false when they gave up.
    func pick(into file: URL) async throws -> Bool
}
