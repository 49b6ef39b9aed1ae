import Fieldbook
import FieldbookScreens
import SwiftUI

/// What is not right about a sheet, each thing with what can be done.
struct Remarks: View {
    let session: Session
    let sheet: Sheet
    let report: SweepReport
    @Environment(\.words) private var words

    var body: some View {
        ForEach(Array(report.ranges.compactMap(\.said).enumerated()), id: \.offset) { Note($0.element[words.lang], .warn) }
        missing
        ForEach(Array(report.unread.compactMap(\.likely).enumerated()), id: \.offset) {
            Note(words.sweep.likely(serial: $0.element), .waiting)
        }
        if !report.duplicates.isEmpty { Heading(words.sweep.double) }
        ForEach(report.duplicates, id: \.text) { twice in
            Line(title: twice.serial, detail: words.sweep.takeBack, icon: Icons.conflict) { sheet.takeIn(twice.serial) }
        }
        if !report.leftOut.isEmpty { Heading(words.sweep.leftOut) }
        ForEach(report.leftOut, id: \.self) { range in
            Line(title: said(range), detail: words.sweep.takeBack, icon: Icons.undo) { sheet.takeIn(range) }
        }
        strangers
    }

    @ViewBuilder private var missing: some View {
        if !report.missing.isEmpty {
            Heading(words.sweep.missing)
            Text(words.sweep.missingHow)
            ForEach(report.missingListed, id: \.serial) { stamp in
                Line(title: stamp.serial, detail: report.there(stamp, words), icon: Icons.add) { sheet.typeIn(stamp.serial) }
            }
            let more = report.missing.count - report.missingListed.count
            if more > 0 { Text(words.sweep.moreMissing(count: more)) }
        }
    }

    @ViewBuilder private var strangers: some View {
        if !report.strangers.isEmpty { Heading(words.sweep.stranger) }
        ForEach(report.strangers, id: \.text) { stranger in
            if let claim = stranger.claim {
                Line(title: stranger.label, detail: stranger.why(words.lang), icon: Icons.activate) { session.way.to(.claim(claim)) }
            } else {
                Note(stranger.why(words.lang), .warn, title: stranger.label)
            }
        }
    }
}
