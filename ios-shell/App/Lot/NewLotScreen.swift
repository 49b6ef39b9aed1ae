import Fieldbook
import FieldbookScreens
import SwiftUI

/// A new lot; the next thing is what goes into it.
struct NewLotScreen: View {
    let session: Session
    @State private var making: Making
    @Environment(\.words) private var words

    init(session: Session, from: DocId?) {
        self.session = session
        _making = State(initialValue: Making(from: from, session: session))
    }

    var body: some View {
        @Bindable var making = making
        FormPage(words.lot.new, making) {
            EmptyView()
        } bottom: {
            MainButton(words.lot.new, Icons.check, action: making.make).disabled(making.drafting == nil || making.work.running)
        } content: {
            if let failure = making.failure { Failure(failure) }
            if let season = making.season { Note(words.lot.fromOne(name: season.name), nil) }
            TextBox(label: words.lot.name, text: $making.name)
            if making.products.count > 1 {
                Heading(words.lot.product)
                Choices(making.products, chosen: making.product, said: \.name) { making.product = $0 }
            }
            WaitingFor(work: making.work)
        }
        .task { await making.begin() }
    }
}
