import Fieldbook
import FieldbookScreens
import SwiftUI

/// A sheet or roll: film it, look at what is proposed, say which lot it is for.
struct SweepScreen: View {
    let session: Session
    let lot: DocId?
    /// The system keeps it when it ends the process behind the person's back: the same sheet is on the table.
    @SceneStorage("sheet") private var saved = ""
    @State private var sheet: Sheet?

    var body: some View {
        Group {
            if let sheet {
                stages(sheet).onChange(of: sheet.saved) { _, now in saved = now }
            }
        }
        .onAppear {
            if sheet != nil { return }
            let begun = Sheet(lot: lot, saved: saved, session)
            sheet = begun
            begun.begin()
        }
        .onDisappear {
            saved = ""
            if let sheet { Task { await sheet.leave() } }
        }
    }

    @ViewBuilder private func stages(_ sheet: Sheet) -> some View {
        switch sheet.stage {
        case .begin: BeginPage(session: session, sheet: sheet)
        case .film: FilmPage(session: session, sheet: sheet)
        case .look: ProposalPage(session: session, sheet: sheet)
        case .lot: ChooseLot(session: session, onBack: sheet.back, onChoose: sheet.takeLot)
        }
    }
}

/// A sheet that was begun is offered before a new one.
private struct BeginPage: View {
    let session: Session
    let sheet: Sheet
    @Environment(\.words) private var words

    var body: some View {
        Page(words.sweep.title, onBack: sheet.back) {
            EmptyView()
        } bottom: {
            if !sheet.unfinished.isEmpty {
                SideButton(words.sweep.another, Icons.add, action: sheet.another).disabled(sheet.work.running)
            }
        } content: {
            if !sheet.unfinished.isEmpty {
                Text(words.sweep.unfinished).font(.pageTitle)
                Text(words.sweep.kept)
            }
            ForEach(sheet.unfinished) { view in
                let moment = session.times.moment(view.begun, words)
                let standing = "\(words.sweep.found(count: Int(view.read))) · \(moment)"
                Line(title: words.sweep.goOn, detail: standing, icon: Icons.sweep) { sheet.goOn(view) }
                Discard(count: Int(view.read), enabled: !sheet.work.running) { sheet.discard(view) }
            }
            WaitingFor(work: sheet.work)
        }
    }
}

/// Throws a sheet away, after one more question.
struct Discard: View {
    let count: Int
    let enabled: Bool
    let onDiscard: @MainActor () -> Void
    @State private var asking = false
    @Environment(\.words) private var words

    var body: some View {
        if asking {
            Note(words.sweep.throwQuestion(count: count), .warn)
            SideButton(words.sweep.keep, Icons.undo) { asking = false }.disabled(!enabled)
            SideButton(words.app.unsavedLeave, Icons.delete) {
                asking = false
                onDiscard()
            }
            .disabled(!enabled)
        } else {
            SideButton(words.sweep.throwAway, Icons.delete) { asking = true }.disabled(!enabled)
        }
    }
}

/// The camera over the sheet, and how far it is.
private struct FilmPage: View {
    let session: Session
    let sheet: Sheet
    @State private var torch = false
    @State private var refused = false
    @Environment(\.words) private var words

    private var sweeping: Sweeping { sheet.sweeping }

    var body: some View {
        Page(words.sweep.title, onBack: sheet.back) {
            if !refused { Torch(on: $torch) }
        } bottom: {
            MainButton(words.sweep.lookThrough(count: sweeping.report?.count ?? 0), Icons.check, action: sheet.look)
                .disabled(sweeping.report?.spots.isEmpty ?? true)
        } content: {
            if refused {
                CameraRefused { refused = false }
            } else {
                ScanWindow(session: session, torch: torch, sighting: sweeping.sighting, look: sweeping.look) { refused = true }
            }
            WaitingFor(work: sheet.work)
            if let failure = sweeping.failure { Failure(failure) }
            if let report = sweeping.report, !report.spots.isEmpty {
                Counts(report: report)
            } else {
                Text(words.sweep.moveSlowly)
            }
        }
    }
}

/// What was found so far, and what is not right yet.
struct Counts: View {
    let report: SweepReport
    @Environment(\.words) private var words

    var body: some View {
        Text(words.sweep.found(count: report.count)).font(.large).accessibilityAddTraits(.updatesFrequently)
        ForEach(Array(report.ranges.enumerated()), id: \.offset) { Text(said($0.element.span)) }
        FlowRow(gap: Sizes.gapSmall) {
            if report.gaps > 0 { Badge(text: words.sweep.gaps(count: report.gaps), tone: .warn, icon: Icons.question) }
            if !report.duplicates.isEmpty {
                Badge(text: words.sweep.doubles(count: report.duplicates.count), tone: .warn, icon: Icons.conflict)
            }
            if !report.strangers.isEmpty {
                Badge(text: words.sweep.strangers(count: report.strangers.count), tone: .bad, icon: Icons.stampForeign)
            }
            if !report.unread.isEmpty {
                Badge(text: words.sweep.unread(count: report.unread.count), tone: .warn, icon: Icons.stampBad)
            }
        }
        if report.lost { Note(words.sweep.lost, .warn) }
        if !report.unsure.isEmpty { Note(words.sweep.unsure(count: report.unsure.count), .waiting) }
        if report.full { Note(words.sweep.full, .warn) }
    }
}
