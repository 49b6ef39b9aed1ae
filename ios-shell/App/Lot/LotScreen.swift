import Fieldbook
import FieldbookScreens
import SwiftUI

/// A lot: what is there, what is wrong, and its way from the field.
struct LotScreen: View {
    let session: Session
    let lot: DocId
    @State private var page: Following<LotPage>
    @Environment(\.words) private var words

    init(session: Session, lot: DocId) {
        (self.session, self.lot) = (session, lot)
        _page = State(initialValue: LotPage.following(lot, in: session.book))
    }

    var body: some View {
        Page(words.lot.title, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            MainButton(words.lot.write, Icons.diary) { session.way.to(.steps(lot)) }
            if page.seen?.mayActivate == true {
                SideButton(words.activate.title, Icons.activate) { session.way.to(.activate(lot)) }
            }
        } content: {
            Followed(page) { view in
                Head(view: view)
                ForEach(Array(view.findings.enumerated()), id: \.offset) { _, finding in found(finding, view) }
                Heading(words.lot.story)
                if view.steps.isEmpty { Note(words.lot.empty, nil) }
                ForEach(view.steps) { step in
                    let conflict = step.told.conflicts.isEmpty ? nil : (icon: Icons.conflict, said: words.conflict.title)
                    Line(
                        title: step.title(words), detail: step.said(words, session.times),
                        icon: Icons.step(step.told.fact.step, kind: step.told.fact.kind), beside: conflict,
                        action: { session.way.to(.history(step.id)) }
                    ) { NotTakenLines(all: step.notTaken) }
                }
            }
        }
    }

    /// What the rules say, and the way to the entry that they say it of.
    @ViewBuilder private func found(_ finding: Finding, _ view: LotPage) -> some View {
        FindingNote(finding: finding)
        if let fact = finding.fact {
            let step = view.steps.first { $0.id == fact }?.step?.name[words.lang]
            // The step's name alone reads as something to do: “Kích hoạt tem” would activate more.
            let label = step.map { words.lot.openStep(step: $0) } ?? words.lot.openEntry
            SideButton(label, Icons.forward) { session.way.to(.history(fact)) }
        }
    }
}

/// Its name, its code as printed on packs, and what is there now.
private struct Head: View {
    let view: LotPage
    @Environment(\.words) private var words

    var body: some View {
        Text(view.document.name).font(.large)
        if let about = view.about(words) { Quiet(about) }
        FlowRow(gap: Sizes.gapSmall) {
            if let goods = view.inStock {
                Badge(text: goods.said(words), tone: goods.leftIs == .exactly ? .good : .warn, icon: Icons.weight)
            }
            if let packs = view.packsMade {
                Badge(text: words.lot.packsMade(count: NSDecimalNumber(decimal: packs).intValue), tone: .good, icon: Icons.lot)
            }
            if view.stamps > 0 { Badge(text: words.lot.stamps(count: view.stamps), tone: .good, icon: Icons.activate) }
        }
    }
}
