import Accessibility
import Fieldbook
import FieldbookScreens
import SwiftUI

/// Point at a stamp, and it says what it is. From here the way leads to whole sheets.
struct ScanScreen: View {
    let session: Session
    @State private var scanning: Scanning
    @State private var torch = false
    @State private var refused = false
    @State private var typing = false
    @State private var typed = ""
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _scanning = State(initialValue: Scanning(session))
    }

    var body: some View {
        Page(words.scan.title, onBack: session.way.back) {
            if typing, !refused { IconTouch(Icons.camera, words.scan.cameraAgain) { typing = false } }
            if !typing { Torch(on: $torch) }
        } bottom: {
            if typing {
                MainButton(words.scan.lookUp, Icons.search) { scanning.type(typed) }
                    .disabled(typed.blank || scanning.work.running)
                SideButton(words.activate.title, Icons.activate) { session.way.to(.stampLot) }
            } else {
                MainButton(words.scan.many, Icons.sweep) { session.way.to(.sweep(lot: nil)) }
                SideButton(words.scan.typeIt, Icons.keyboard) { typing = true }
            }
        } content: {
            if refused { CameraRefused { (refused, typing) = (false, false) } }
            if typing {
                TextBox(label: words.scan.number, text: $typed)
                Text(words.scan.typeHint)
            } else {
                ScanWindow(session: session, torch: torch, sighting: scanning.sighting, look: scanning.look) {
                    (refused, typing) = (true, true)
                }
            }
            WaitingFor(work: scanning.work)
            if let failure = scanning.failure { Failure(failure) }
            read
        }
    }

    @ViewBuilder private var read: some View {
        if let newest = scanning.read.first {
            StampCard(stamp: newest, session: session).id(newest.stamp.raw)
        } else if !typing {
            Text(words.scan.aim)
        }
        if !scanning.earlier.isEmpty { Heading(words.scan.earlier) }
        ForEach(scanning.earlier, id: \.stamp.raw) { stamp in
            Line(title: stamp.label, icon: stamp.icon) { scanning.show(stamp) }
        }
    }
}

/// What a stamp is, and where it belongs.
private struct StampCard: View {
    let stamp: StampStanding
    let session: Session
    @State private var disputes: Set<FactId> = []
    @Environment(\.words) private var words

    var body: some View {
        Text(stamp.label)
            .font(.large)
            .onAppear { AccessibilityNotification.Announcement(stamp.label).post() }
            // Where it cannot be read, the stamp is told as the hub last said.
            .task(id: stamp.label) { disputes = (try? await session.book.disputes()) ?? [] }
        if let remark = stamp.remark(words) { Note(remark.text, remark.tone) }
        ForEach(stamp.claims, id: \.claim) { activation in
            let state = disputes.shown(activation.claim, activation.state)
            Line(
                title: words.scan.belongsTo(lot: activation.lotName), detail: claimStateName(state)[words.lang],
                icon: state.icon
            ) { session.way.to(.claim(activation.claim)) }
        }
        if let product = stamp.product { Text(product) }
    }
}
