import Fieldbook
import FieldbookScreens
import SwiftUI

/// One field on which people disagree: choose one of the values or write a third. It works without signal.
struct ConflictScreen: View {
    let session: Session
    @State private var card: ConflictCard
    @Environment(\.words) private var words

    init(session: Session, doc: DocId, fact: FactId?, field: String) {
        self.session = session
        _card = State(initialValue: ConflictCard(doc, fact, field: field, session: session))
    }

    var body: some View {
        Page(words.conflict.title, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            if card.settled {
                MainButton(words.app.done, Icons.check, action: session.way.back)
            } else if let settling = card.settling, settling.page.notAllowed == nil {
                if settling.typing {
                    Pad(press: settling.form.press, erase: settling.form.erase)
                    MainButton(words.app.next, Icons.forward) { settling.typing = false }.disabled(!settling.form.ready)
                } else {
                    MainButton(words.app.save, Icons.save, action: card.save).disabled(!card.ready)
                }
            }
        } content: {
            if let failure = card.failure { Failure(failure) }
            if card.settled {
                Note(words.conflict.tellLater, .good, title: words.conflict.settled)
            } else if let settling = card.settling {
                About(page: settling.page, session: session)
                Text(settling.page.part.label[words.lang]).font(.pageTitle)
                Sides(settling: settling, times: session.times)
                if settling.begun { details(settling) }
            } else if card.gone {
                Note(words.conflict.gone, .good)
            } else if card.failure == nil {
                Waiting()
            }
            WaitingFor(work: card.work, said: words.wait.saving)
        }
        .task { await card.follow() }
    }

    /// The third value, if it is that, and why.
    @ViewBuilder private func details(_ settling: Settling) -> some View {
        if settling.third { ValueField(form: settling.form, active: settling.typing, times: session.times) { settling.typing = true } }
        ReasonFields(form: settling.form, label: words.conflict.reason, usual: [words.conflict.asked, words.history.reasonAgain])
    }
}

/// The entry that it is about, and where it was written.
private struct About: View {
    let page: ConflictPage
    let session: Session
    @Environment(\.words) private var words

    var body: some View {
        let name = page.document?.name ?? ""
        if let entry = page.entry {
            let step = page.step?.name[words.lang] ?? entry.fact.step
            let place = entry.fact.place.map { said($0, words) }
            Line(
                title: step + " · " + session.times.moment(entry.fact.occurred, words),
                detail: [name, place].compactMap(\.self).joined(separator: "\n"),
                icon: Icons.step(entry.fact.step, kind: entry.fact.kind)
            ) { session.way.to(.history(entry.id)) }
        } else {
            Text(name).font(.plain(.semiBold))
        }
    }
}

/// The values, and the way to write another where neither is right.
private struct Sides: View {
    let settling: Settling
    let times: Times
    @Environment(\.words) private var words

    var body: some View {
        let page = settling.page
        ForEach(Array(page.sides.enumerated()), id: \.offset) { _, side in
            Choosable(title: page.said(side, words, times), chosen: settling.chosen == side) {
                settling.choose(side)
            } below: {
                let who = side.value.byName ?? words.history.unknownPerson
                Text(words.conflict.writtenBy(person: who, moment: times.moment(side.value.at, words)))
                if let device = side.device { Text(words.conflict.writtenOn(device: device)).font(.small(.regular)) }
                if let reason = side.value.reason { Text(words.history.because(reason: reason)).font(.small(.regular)) }
            }
            .disabled(page.notAllowed != nil)
        }
        if let no = page.notAllowed {
            Note(no.said[words.lang], nil)
        } else {
            Choosable(title: words.conflict.writeThird, chosen: settling.third, action: settling.writeThird) {}
        }
    }
}

/// A card to be chosen: what it says, large; the chosen one also has a tick and a thick edge.
private struct Choosable<Below: View>: View {
    let title: String
    let chosen: Bool
    let action: @MainActor () -> Void
    @ViewBuilder let below: Below
    @Environment(\.colours) private var colours

    var body: some View {
        Button(action: action) {
            HStack(spacing: Sizes.gap) {
                VStack(alignment: .leading, spacing: Sizes.gapTiny) {
                    Text(title).font(.pageTitle)
                    below
                }
                Spacer(minLength: 0)
                if chosen { Picture(name: Icons.check) }
            }
            .padding(Sizes.gap)
            .frame(maxWidth: .infinity, minHeight: Sizes.touchTarget, alignment: .leading)
            .foregroundStyle(chosen ? colours.onPrimaryContainer.color : colours.text.color)
            .ground(
                chosen ? colours.primaryContainer : colours.surface, edge: chosen ? colours.primary : colours.outline,
                width: chosen ? 3 : 1)
        }
        .buttonStyle(.plain)
        .accessibilityAddTraits(chosen ? .isSelected : [])
    }
}
