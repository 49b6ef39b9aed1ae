import Fieldbook
import FieldbookScreens
import SwiftUI

/// When it happened: today, nearly always.
struct DayField: View {
    let form: EntryForm
    let times: Times
    @State private var picking = false
    @Environment(\.words) private var words

    private enum Day: CaseIterable {
        case today, yesterday, other
    }

    private var day: CivilDate { form.day(times.today) }

    private var chosen: Day {
        switch day {
        case times.today: .today
        case times.yesterday: .yesterday
        default: .other
        }
    }

    var body: some View {
        Heading(words.record.day)
        Choices(Day.allCases, chosen: chosen, said: said) { day in
            switch day {
            case .today: form.choose(times.today, times.today)
            case .yesterday: form.choose(times.yesterday, times.today)
            case .other: picking = true
            }
        }
        .sheet(isPresented: $picking) { DayPicker(shown: day) { form.choose($0, times.today) } }
    }

    private func said(_ which: Day) -> String {
        switch which {
        case .today: words.app.today
        case .yesterday: words.app.yesterday
        case .other: chosen == .other ? times.day(day, words) : words.record.anotherDay
        }
    }
}

/// A day that a field asks for, such as a date of expiry.
struct DateField: View {
    @Binding var typed: String
    let times: Times
    @State private var picking = false
    @Environment(\.words) private var words

    var body: some View {
        let day = CivilDate(typed)
        SideButton(day.map { times.day($0, words) } ?? words.record.anotherDay, Icons.calendar) { picking = true }
            .sheet(isPresented: $picking) { DayPicker(shown: day ?? times.today) { typed = $0.description } }
    }
}

private struct DayPicker: View {
    let onPick: @MainActor (CivilDate) -> Void
    @State private var date: Date
    @Environment(\.dismiss) private var dismiss
    @Environment(\.words) private var words

    init(shown: CivilDate, onPick: @escaping @MainActor (CivilDate) -> Void) {
        self.onPick = onPick
        _date = State(initialValue: Calendar(identifier: .gregorian).date(from: shown.dateComponents) ?? Date())
    }

    var body: some View {
        VStack(spacing: Sizes.gap) {
            DatePicker(words.record.day, selection: $date, displayedComponents: .date).datePickerStyle(.graphical).labelsHidden()
            MainButton(words.app.choose, Icons.check) {
                onPick(CivilDate(date))
                dismiss()
            }
            SideButton(words.wait.cancel) { dismiss() }
        }
        .padding(Sizes.gapLarge)
        .presentationDetents([.large])
    }
}
