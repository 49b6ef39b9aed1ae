import Fieldbook
import FieldbookScreens
import SwiftUI

/// Harvest first: the season, and straight to its harvest. Below it the lots, which a manager makes of harvests.
struct LotsScreen: View {
    let session: Session
    @State private var page: Following<LotsPage>
    @State private var all = false
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _page = State(initialValue: LotsPage.following(session.book))
    }

    var body: some View {
        Page(words.harvest.title, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            if page.seen?.mayMake == true {
                MainButton(words.lot.new, Icons.add) { session.way.to(.newLot(from: nil)) }
            }
        } content: {
            Followed(page) { view in
                Heading(words.harvest.which)
                seasons(view)
                lots(view)
            }
        }
    }

    @ViewBuilder private func seasons(_ view: LotsPage) -> some View {
        if view.seasons.isEmpty {
            Note(words.record.noSeason, nil)
            SideButton(words.record.newSeason, Icons.add) { session.way.to(.choose(.season)) }
        }
        let shown = view.seasons(all: all)
        ForEach(shown) { season in
            let waits = season.wait.map { (icon: Icons.preHarvest, said: $0.said[words.lang]) }
            Line(title: season.document.name, detail: season.said(session), icon: Icons.harvest, beside: waits) {
                session.way.to(season.screen)
            }
        }
        if shown.count < view.seasons.count { SideButton(words.app.more, Icons.expand) { all = true } }
    }

    @ViewBuilder private func lots(_ view: LotsPage) -> some View {
        if view.mayMake || !view.lots.isEmpty {
            Heading(words.lot.all)
            if view.lots.isEmpty { Note(words.lot.none, nil) }
            ForEach(view.lots) { lot in
                Line(title: lot.name, detail: lot.lotSaid(session), icon: Icons.lot) { session.way.to(.lot(lot.id)) }
            }
        }
    }
}
