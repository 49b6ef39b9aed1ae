import Fieldbook
import FieldbookScreens
import SwiftUI

/// A person's face in a circle; the letters of their name where they have given none.
struct Portrait: View {
    let profile: Profile
    let face: Data?
    var strong = false
    @State private var picture: UIImage?
    @Environment(\.words) private var words

    var body: some View {
        Group {
            if let picture {
                Filling(picture: picture, side: Sizes.face, outline: Circle(), said: words.people.faceOf(person: profile.name))
            } else {
                Initials(text: profile.initials, strong: strong)
            }
        }
        .task(id: face) { picture = face.flatMap(UIImage.init(data:)) }
    }
}

/// Not read aloud: the name stands beside it.
private struct Initials: View {
    let text: String
    let strong: Bool
    @Environment(\.colours) private var colours

    var body: some View {
        Text(text)
            .font(.pageTitle)
            .foregroundStyle(strong ? colours.onPrimary.color : colours.onPrimaryContainer.color)
            .frame(width: Sizes.face, height: Sizes.face)
            .background(strong ? colours.primary.color : colours.primaryContainer.color, in: Circle())
            .accessibilityHidden(true)
    }
}

/// Who records now takes their own face, or takes it away, after one more question.
struct OwnPortrait: View {
    let profile: Profile
    let portraying: Portraying
    @Environment(\.words) private var words

    var body: some View {
        if portraying.asking {
            // In the place of what asked, so that the answers are where the finger is.
            Note(words.people.faceQuestion, .warn)
            SideButton(words.people.faceKeep, Icons.undo, action: portraying.keep)
            SideButton(words.app.unsavedLeave, Icons.delete, action: portraying.remove)
        } else {
            SideButton(profile.hasPortrait ? words.people.faceAgain : words.people.face, Icons.camera, action: portraying.take)
                .disabled(portraying.work.running)
            if portraying.cameraRefused, !portraying.work.running { CameraRefused(onAgain: portraying.take) }
            WaitingFor(work: portraying.work, said: words.wait.photo)
            Quiet(words.people.faceWhy)
            if profile.hasPortrait {
                SideButton(words.people.faceRemove, Icons.delete, action: portraying.ask).disabled(portraying.work.running)
            }
        }
    }
}
