import AVFoundation
import FieldbookScreens

/// The loudspeaker, for what was recorded.
@MainActor
final class Loudspeaker: Player {
    func play(_ file: URL) async -> Bool {
        try? AVAudioSession.sharedInstance().setCategory(.playback)
        guard let player = try? AVAudioPlayer(contentsOf: file), player.play() else { return false }
        while player.isPlaying, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(100)) }
        player.stop()
        return true
    }
}
