import Fieldbook
import Foundation
import Observation

/// Something that was said, to be heard again.
@MainActor @Observable
public final class Hearing {
    public let work = Work()
    /// It cannot be heard now.
    public private(set) var silent = false
    private let session: Session

    public init(_ session: Session) {
        self.session = session
    }

    /// What lies in a file of this phone.
    public func listen(to file: URL) {
        listen { file }
    }

    /// What belongs to an entry. A colleague's is fetched first, over any network: a minute is 120 KB, and the person has asked
    /// for this one.
    public func listen(to voice: BlobHash) {
        listen { [session] in
            let blobs = session.book.blobs
            let file = URL(fileURLWithPath: try await blobs.path(voice))
            if !FileManager.default.fileExists(atPath: file.path) {
                _ = try await blobs.fetch(voice, options: FetchOptions(link: session.device.link, anyway: true))
            }
            return file
        }
    }

    private func listen(_ find: @escaping @MainActor () async throws -> URL) {
        session.device.speaker.hush()
        work.start { [self] in
            let file = try await find()
            let here = FileManager.default.fileExists(atPath: file.path)
            silent = here ? await !session.device.player.play(file) : true
        }
    }
}
