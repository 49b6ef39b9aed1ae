import FieldbookScreens
import SwiftUI

/// What takes the place, once the person has heard why.
struct PlaceTold<Content: View>: View {
    let session: Session
    @ViewBuilder let content: Content

    var body: some View {
        if session.owesWordOnPlace { PlaceQuestion(session: session) } else { content }
    }
}

/// Why the place is taken, before the first thing that takes it; both answers lead on.
private struct PlaceQuestion: View {
    let session: Session
    @State private var placing: Placing
    @Environment(\.words) private var words
    @Environment(\.colours) private var colours

    init(session: Session) {
        self.session = session
        _placing = State(initialValue: Placing(session))
    }

    var body: some View {
        Page(words.permission.placeTitle, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            MainButton(words.permission.allow, Icons.place, action: placing.allow).disabled(placing.work.running)
            SideButton(words.permission.later, action: placing.later).disabled(placing.work.running)
        } content: {
            Picture(name: Icons.place, size: Sizes.tileMin).foregroundStyle(colours.primary.color)
            Text(words.permission.location)
        }
    }
}

/// Who said “later” finds the place again here.
struct TakesPlace: View {
    @State private var placing: Placing
    @Environment(\.words) private var words

    init(session: Session) {
        _placing = State(initialValue: Placing(session))
    }

    var body: some View {
        Heading(words.permission.placeTitle)
        if placing.permitted {
            Note(words.permission.placeTaken, .good)
        } else {
            Text(words.permission.location)
            SideButton(words.permission.allow, Icons.place, action: placing.allow).disabled(placing.work.running)
            if placing.refused {
                Note(words.permission.refusedPlace, .warn)
                OpenSettings()
            }
        }
    }
}
