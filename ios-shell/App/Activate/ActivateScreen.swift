import Fieldbook
import FieldbookScreens
import SwiftUI

/// Stamps for a lot: by the camera over sheets, by first and last number, by whole rolls.
struct ActivateScreen: View {
    let session: Session
    @State private var proposing: Proposing
    @State private var lots: Following<LotStamps>

    init(session: Session, lot: DocId) {
        self.session = session
        _proposing = State(initialValue: Proposing(lot, session))
        _lots = State(initialValue: LotStamps.following(lot, in: session.book))
    }

    var body: some View {
        Group {
            if let proposal = proposing.proposal {
                CheckPage(session: session, proposing: proposing, proposal: proposal)
            } else if proposing.typing {
                NumbersPage(proposing: proposing)
            } else {
                WaysPage(session: session, proposing: proposing, lots: lots)
            }
        }
        .task { await proposing.begin() }
    }
}

private struct WaysPage: View {
    let session: Session
    let proposing: Proposing
    let lots: Following<LotStamps>
    @Environment(\.words) private var words

    var body: some View {
        FormPage(words.activate.title, proposing) {
            EmptyView()
        } bottom: {
            MainButton(words.scan.many, Icons.sweep) { session.way.to(.sweep(lot: proposing.lot)) }
            SideButton(words.activate.byNumber, Icons.keyboard) { proposing.typing = true }
        } content: {
            if let failure = proposing.failure { Failure(failure) }
            Followed(lots) { view in
                Text(view.document.name).font(.large)
                if let hindrance = view.hindrance { Failure(hindrance) }
                Packed(lot: view)
                if !view.claims.isEmpty { Heading(words.activate.doneBefore) }
                ForEach(view.claims) { claim in
                    let state = view.state(of: claim)
                    Line(title: view.said(claim), detail: claimStateName(state)[words.lang], icon: state.icon) { session.way.to(.claim(claim.fact)) }
                }
                if !view.leases.isEmpty { Heading(words.activate.wholeLease) }
                ForEach(view.leases) { lease in
                    Line(title: said(lease.range), detail: lease.standing(session), icon: Icons.qr) { proposing.byLease(lease) }
                }
                Refused(work: proposing.work)
            }
        }
    }
}

private struct NumbersPage: View {
    @Bindable var proposing: Proposing
    @Environment(\.words) private var words

    var body: some View {
        Page(words.activate.byNumber, onBack: proposing.back) {
            EmptyView()
        } bottom: {
            MainButton(words.activate.look, Icons.check, action: proposing.byNumber)
                .disabled(proposing.first.blank || proposing.work.running)
        } content: {
            LeftBefore(screen: proposing)
            TextBox(label: words.activate.rangeFirst, text: $proposing.first)
            TextBox(label: words.activate.rangeLast, text: $proposing.last)
            Refused(work: proposing.work)
        }
    }
}

/// What is about to be activated, and what is known to be wrong with it.
private struct CheckPage: View {
    let session: Session
    let proposing: Proposing
    let proposal: Proposing.Proposal
    @Environment(\.words) private var words

    var body: some View {
        Page(words.activate.title, onBack: proposing.back) {
            EmptyView()
        } bottom: {
            let sound = proposal.findings.isEmpty
            let label = sound ? words.activate.howMany(count: proposal.count) : words.activate.goAhead
            MainButton(label, Icons.activate, action: proposing.activate).disabled(proposing.work.running)
        } content: {
            LotSummary(session: session, lot: proposing.lot)
            Heading(words.activate.stamps)
            Text(words.sweep.found(count: proposal.count)).font(.large)
            ForEach(proposal.ranges, id: \.self) { Text(said($0)) }
            if !proposal.findings.isEmpty { Heading(words.activate.findings) }
            ForEach(Array(proposal.findings.enumerated()), id: \.offset) { FindingNote(finding: $0.element) }
            Refused(work: proposing.work)
        }
    }
}
