import Fieldbook
import FieldbookScreens
import SwiftUI

/// Scans the stamps in hand again, with a photo, for whoever settles the dispute.
struct RescanScreen: View {
    let session: Session
    @State private var rescanning: Rescanning
    @State private var torch = false
    @Environment(\.words) private var words

    init(session: Session, claim: FactId) {
        self.session = session
        _rescanning = State(initialValue: Rescanning(claim, session))
    }

    var body: some View {
        FormPage(words.activate.rescan, rescanning) {
            if !rescanning.cameraRefused { Torch(on: $torch) }
        } bottom: {
            SideButton(words.activate.photo, Icons.camera, action: rescanning.photograph).disabled(rescanning.work.running)
            MainButton(words.app.save, Icons.save, action: rescanning.save)
                .disabled(rescanning.inHand == 0 || rescanning.work.running)
        } content: {
            if rescanning.cameraRefused {
                CameraRefused { rescanning.cameraRefused = false }
            } else if rescanning.drafting != nil {
                // Frames are looked at once it is known which product they are to be of.
                ScanWindow(session: session, torch: torch, sighting: rescanning.sighting, look: rescanning.look) {
                    rescanning.cameraRefused = true
                }
            }
            Refused(work: rescanning.work)
            if let failure = rescanning.failure { Failure(failure) }
            inHand
            if rescanning.drafting != nil { Typing(rescanning: rescanning) }
        }
        .task { await rescanning.begin() }
    }

    @ViewBuilder private var inHand: some View {
        let count = rescanning.inHand
        Text(count == 0 ? words.activate.rescanHow : words.activate.inHand(count: count))
            .font(.pageTitle)
            .accessibilityAddTraits(.updatesFrequently)
        if !rescanning.others.isEmpty { Note(words.activate.othersSeen(count: rescanning.others.count), .waiting) }
        if !rescanning.photos.isEmpty {
            Text(words.record.photos(count: rescanning.photos.count))
            FlowRow(gap: Sizes.gapSmall) {
                ForEach(rescanning.photos, id: \.self) { Photo(book: session.book, hash: $0) }
            }
        }
    }
}

private struct Typing: View {
    @Bindable var rescanning: Rescanning
    @State private var open: Bool
    @Environment(\.words) private var words

    init(rescanning: Rescanning) {
        self.rescanning = rescanning
        // A number that was left half typed.
        _open = State(initialValue: !rescanning.typing.isEmpty)
    }

    var body: some View {
        ForEach(rescanning.typed, id: \.self) { Text($0) }
        if open {
            TextBox(label: words.scan.number, text: $rescanning.typing)
            SideButton(words.activate.addStamps, Icons.add, action: rescanning.addTyped)
                .disabled(rescanning.typing.blank || rescanning.work.running)
        } else {
            SideButton(words.scan.typeIt, Icons.keyboard) { open = true }
        }
    }
}
