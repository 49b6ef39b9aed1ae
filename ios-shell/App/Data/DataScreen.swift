import Fieldbook
import FieldbookScreens
import SwiftUI

/// What the book costs in bytes and đồng, so that nobody is afraid of it.
struct DataScreen: View {
    let session: Session
    @State private var page: Following<DataPage>
    @State private var price: PriceForm
    @State private var photos: PhotosForm
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _page = State(initialValue: DataPage.following(session))
        _price = State(initialValue: PriceForm(session))
        _photos = State(initialValue: PhotosForm(session))
    }

    var body: some View {
        Page(words.data.title, onBack: session.way.back) {
            Followed(page) { view in
                sum(words.data.today, view.ofToday)
                sum(words.data.thisMonth, view.ofMonth)
                Price(form: price)
                Photos(form: photos)
                if !view.days.isEmpty { Heading(words.data.days) }
                ForEach(view.days, id: \.day) { day in
                    Text("\(session.times.day(day.day, words)): \([day].used(words))")
                }
            }
        }
    }

    @ViewBuilder private func sum(_ title: String, _ days: [DayUse]) -> some View {
        Heading(title)
        if days.isEmpty {
            Text(words.data.nothing)
        } else {
            Text(days.used(words)).font(.pageTitle)
            Quiet(days.parts(words))
        }
    }
}

/// Whether large photos wait for Wi-Fi.
private struct Photos: View {
    let form: PhotosForm
    @Environment(\.words) private var words

    var body: some View {
        Heading(words.data.photosWifi)
        Choices([true, false], chosen: form.wait, said: { $0 ? words.app.yes : words.app.no }, choose: form.choose)
        if form.wait { Note(words.data.photosRule, nil) }
        WaitingFor(work: form.work)
    }
}

private struct Price: View {
    @Bindable var form: PriceForm
    @Environment(\.words) private var words

    var body: some View {
        TextBox(
            label: words.data.price, text: $form.typed, wrong: form.wrong, keyboard: .numberPad, unit: words.data.priceUnit)
        Quiet(words.data.priceHint)
        if form.changed { SideButton(words.app.save, Icons.save, action: form.save).disabled(form.work.running) }
        WaitingFor(work: form.work)
    }
}
