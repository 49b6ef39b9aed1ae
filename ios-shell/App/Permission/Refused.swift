import FieldbookScreens
import SwiftUI

/// A camera that the phone does not give.
struct CameraRefused: View {
    let onAgain: @MainActor () -> Void
    @Environment(\.words) private var words

    var body: some View { NotGiven(said: words.permission.refusedCamera, icon: Icons.camera, onAgain: onAgain) }
}

/// A microphone that the phone does not give.
struct MicrophoneRefused: View {
    let onAgain: @MainActor () -> Void
    @Environment(\.words) private var words

    var body: some View { NotGiven(said: words.permission.refusedMicrophone, icon: Icons.microphone, onAgain: onAgain) }
}

/// Both ways to it: the question once more, and the phone's settings, for after one refusal the system asks no more.
private struct NotGiven: View {
    let said: String
    let icon: String
    let onAgain: @MainActor () -> Void
    @Environment(\.words) private var words

    var body: some View {
        Note(said, .warn)
        SideButton(words.permission.askAgain, icon, action: onAgain)
        OpenSettings()
    }
}

/// The system's page of this app, where a person gives what they have refused.
struct OpenSettings: View {
    @Environment(\.openURL) private var openURL
    @Environment(\.words) private var words

    var body: some View {
        SideButton(words.permission.openSettings, Icons.settings) {
            if let settings = URL(string: UIApplication.openSettingsURLString) { openURL(settings) }
        }
    }
}
