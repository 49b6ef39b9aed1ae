import FieldbookScreens
import SwiftUI

/// A camera that the phone does not give, and both ways to it: the question once more, and the phone's settings, for after one
/// refusal the system asks no more.
struct CameraRefused: View {
    let onAgain: @MainActor () -> Void
    @Environment(\.openURL) private var openURL
    @Environment(\.words) private var words

    var body: some View {
        Note(words.permission.refused, .warn)
        SideButton(words.permission.askAgain, Icons.camera, action: onAgain)
        SideButton(words.permission.openSettings, Icons.settings) {
            if let settings = URL(string: UIApplication.openSettingsURLString) { openURL(settings) }
        }
    }
}
