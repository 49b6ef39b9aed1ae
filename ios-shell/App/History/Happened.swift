import Fieldbook
import FieldbookScreens
import SwiftUI

/// Everything that happened to the entry, oldest first: who, when, on which device, and what is doubtful.
struct Happened: View {
    let view: HistoryPage
    let times: Times
    @Environment(\.words) private var words

    var body: some View {
        Heading(words.history.title)
        ForEach(view.happened) { HappeningCard(happening: $0, times: times) }
    }
}

private struct HappeningCard: View {
    let happening: Happening
    let times: Times
    @Environment(\.words) private var words
    @Environment(\.colours) private var colours

    var body: some View {
        let told = happening.told
        VStack(alignment: .leading, spacing: Sizes.gapTiny) {
            Text(happening.who(words)).font(.plain(.semiBold))
            if let change = happening.change(words, times) { Text(change) }
            if let reason = told.reason { Text(words.history.because(reason: reason)) }
            Quiet(happening.moment(words, times))
            if told.replaced { Quiet(words.history.replaced) }
            if let clock = happening.clock { Quiet(clock[words.lang]) }
            if let off = happening.clockOff(words) { Badge(text: off, tone: .warn, icon: Icons.clock) }
            if let finding = happening.finding { Badge(text: finding[words.lang], tone: .warn, icon: Tone.warn.icon) }
            Badge(text: changeStateName(told.state)[words.lang], tone: told.state.tone, icon: told.state.icon)
        }
        .padding(Sizes.gap)
        .frame(maxWidth: .infinity, alignment: .leading)
        .ground(colours.surface, edge: colours.outline)
        // Read out as one: who, when and what belong together.
        .accessibilityElement(children: .combine)
    }
}

/// What the hub has signed for: the entry and each correction.
struct Receipts: View {
    let view: HistoryPage
    let times: Times
    @Environment(\.words) private var words

    var body: some View {
        let signed = view.signed(words, times)
        Heading(words.history.receipt)
        if signed.isEmpty { Quiet(words.history.noReceipt) }
        ForEach(Array(signed.enumerated()), id: \.offset) { _, receipt in
            Text(receipt.said)
            let tone: Tone = receipt.holds ? .good : .bad
            Badge(text: receipt.holds ? words.history.signed : words.history.notSigned, tone: tone, icon: tone.icon)
        }
    }
}
