import Fieldbook
import FieldbookScreens
import SwiftUI

/// What the sweep proposes, to be mended and then bound to a lot.
struct ProposalPage: View {
    let session: Session
    let sheet: Sheet
    @Environment(\.words) private var words

    private var report: SweepReport? { sheet.sweeping.report }
    private var count: Int { report?.count ?? 0 }

    var body: some View {
        Page(words.sweep.proposal, onBack: sheet.back) {
            EmptyView()
        } bottom: {
            if sheet.lot == nil {
                MainButton(words.activate.whichLot, Icons.lot, action: sheet.chooseLot).disabled(count == 0)
            } else {
                let label = sheet.findings.isEmpty ? words.activate.howMany(count: count) : words.activate.goAhead
                MainButton(label, Icons.activate, action: sheet.bind)
                    .disabled(count == 0 || sheet.work.running)
            }
        } content: {
            Refused(work: sheet.work)
            if let lot = sheet.lot {
                LotSummary(session: session, lot: lot, onChange: sheet.chooseLot).id(lot)
                if !sheet.findings.isEmpty { Heading(words.activate.findings) }
                ForEach(Array(sheet.findings.enumerated()), id: \.offset) { FindingNote(finding: $0.element) }
            }
            if let report { Proposed(session: session, sheet: sheet, report: report) }
            SideButton(words.sweep.goOn, Icons.camera) { sheet.film() }
            Discard(count: count, enabled: !sheet.work.running, onDiscard: sheet.throwAway)
        }
        .task(id: Judged(lot: sheet.lot, report: report)) { await sheet.judge() }
    }

    /// What the rules were asked about.
    private struct Judged: Equatable {
        let lot: DocId?
        let report: SweepReport?
    }
}

/// What the core did not take, one sentence each, after a wait that can be ended.
struct Refused: View {
    let work: Work
    @Environment(\.words) private var words

    var body: some View {
        if work.running { Waiting(onCancel: work.cancel) }
        switch work.failure {
        case nil: EmptyView()
        case .invalidInput(let reasons, _):
            ForEach(Array(reasons.enumerated()), id: \.offset) { Note($0.element.said[words.lang], .bad) }
        case .some(let failure): Failure(failure)
        }
    }
}

private struct Proposed: View {
    let session: Session
    let sheet: Sheet
    let report: SweepReport

    var body: some View {
        Counts(report: report)
        if let map = SheetMap(report) { MapPicture(map: map, chosen: sheet.chosen, onChoose: sheet.choose) }
        if let spot = sheet.spot { Chosen(spot: spot, sheet: sheet) }
        Remarks(session: session, sheet: sheet, report: report)
        ByNumber(sheet: sheet)
    }
}

/// A tapped place of the sheet, and what can be done with its stamp.
private struct Chosen: View {
    let spot: SweptSpot
    let sheet: Sheet
    @Environment(\.words) private var words

    var body: some View {
        Text(spot.label ?? words.sweep.notReadThere).font(.pageTitle)
        if let serial = spot.label {
            switch spot.mark {
            case .read: SideButton(words.sweep.leaveOut, Icons.remove) { sheet.leaveOut(serial) }
            case .leftOut, .duplicate: SideButton(words.sweep.takeBack, Icons.undo) { sheet.takeIn(serial) }
            case .stranger, .unread, .unsure: EmptyView()
            }
        }
    }
}

/// A damaged stamp is typed in, another left out, by what is printed on it.
private struct ByNumber: View {
    let sheet: Sheet
    @State private var open = false
    @State private var typed = ""
    @Environment(\.words) private var words

    private var ready: Bool { !typed.blank && !sheet.work.running }

    var body: some View {
        if open {
            TextBox(label: words.scan.number, text: $typed)
            Text(words.scan.typeHint)
            SideButton(words.sweep.takeIn, Icons.add) { sheet.typeIn(typed) { typed = "" } }.disabled(!ready)
            SideButton(words.sweep.leaveOut, Icons.remove) { sheet.leaveOut(typed) { typed = "" } }.disabled(!ready)
        } else {
            SideButton(words.sweep.byNumber, Icons.keyboard) { open = true }
        }
    }
}
