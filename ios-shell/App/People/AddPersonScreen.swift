import FieldbookScreens
import SwiftUI

/// One more person for this phone, or one more organisation for a person: by the same invitation as the first, also without
/// signal.
struct AddPersonScreen: View {
    let session: Session
    @State private var enrolling: Enrolling
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _enrolling = State(initialValue: Enrolling(adding: session))
    }

    var body: some View {
        Inviting(camera: session.device.camera, enrolling: enrolling, title: words.people.add, onBack: session.way.back)
    }
}
