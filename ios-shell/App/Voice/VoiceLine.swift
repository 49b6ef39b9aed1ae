import Fieldbook
import FieldbookScreens
import SwiftUI

/// What was said for an entry.
struct Voices: View {
    let session: Session
    let voices: [BlobHash]
    @Environment(\.words) private var words

    var body: some View {
        if !voices.isEmpty { Heading(words.voice.said(count: voices.count)) }
        ForEach(voices, id: \.self) { voice in
            VoiceLine(session: session) { $0.listen(to: voice) } beside: { EmptyView() }
        }
    }
}

/// Something that was said, to be heard again.
struct VoiceLine<Beside: View>: View {
    private let listen: @MainActor (Hearing) -> Void
    private let beside: Beside
    @State private var hearing: Hearing
    @Environment(\.words) private var words

    init(session: Session, listen: @escaping @MainActor (Hearing) -> Void, @ViewBuilder beside: () -> Beside) {
        self.listen = listen
        self.beside = beside()
        _hearing = State(initialValue: Hearing(session))
    }

    var body: some View {
        HStack(spacing: Sizes.gapSmall) {
            if hearing.work.running {
                SideButton(words.voice.hush, Icons.stop, action: hearing.work.cancel)
            } else {
                SideButton(words.voice.listen, Icons.play) { listen(hearing) }
            }
            beside
        }
        .onDisappear(perform: hearing.work.cancel)
        if hearing.silent { Note(words.voice.silent, .waiting) }
        if let failure = hearing.work.failure { Failure(failure) }
    }
}
