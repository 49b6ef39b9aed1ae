import Fieldbook
import FieldbookScreens
import SwiftUI

/// The honest strip: where this phone's work is.
struct Strip: View {
    let today: Today
    let session: Session
    @Environment(\.words) private var words
    @Environment(\.colours) private var colours

    private var syncing: Syncing { session.syncing }

    var body: some View {
        VStack(alignment: .leading, spacing: Sizes.gapSmall) {
            FlowRow(gap: Sizes.gapSmall) {
                if today.allReceived {
                    Badge(text: words.home.allReceived, tone: .good, icon: ChangeState.received.icon)
                } else {
                    Badge(text: words.home.onPhone(count: Int(today.sync.outbox)), tone: .waiting, icon: ChangeState.onPhone.icon)
                }
                if syncing.work.running { Badge(text: words.outbox.syncing, tone: .waiting, icon: Icons.sync) }
            }
            quiet(lastSync)
            if let use = today.use { quiet(words.home.dataToday(size: megabytes(use, words.lang))) }
            sending
        }
        .padding(Sizes.gap)
        .frame(maxWidth: .infinity, alignment: .leading)
        .ground(colours.surface, edge: colours.outline)
    }

    private func quiet(_ text: String) -> some View {
        Text(text).font(.small(.regular)).foregroundStyle(colours.textQuiet.color)
    }

    private var lastSync: String {
        guard let last = today.sync.lastSync else { return words.home.neverSynced }
        return words.home.lastSync(moment: session.times.moment(last, words))
    }

    @ViewBuilder private var sending: some View {
        if syncing.work.running {
            Waiting(said: words.outbox.syncing, onCancel: syncing.work.cancel)
        } else if !today.allReceived || today.sync.lastSync == nil {
            SideButton(words.home.syncNow, Icons.sync, action: syncing.start)
        }
        if let failure = syncing.work.failure { Failure(failure) }
        switch syncing.ending {
        case .offline: Note(words.home.offline, .waiting)
        case .refused: Note(words.home.hubRefuses, .bad)
        case .cancelled, .complete, nil: EmptyView()
        }
    }
}

/// What only a person can settle.
struct NeedsYou: View {
    let today: Today
    let session: Session
    @Environment(\.words) private var words

    var body: some View {
        if today.conflicts > 0 {
            Line(title: words.conflict.count(count: today.conflicts), detail: words.conflict.which, icon: Icons.conflict) {
                session.way.to(.conflicts)
            }
        }
        if !today.tasks.isEmpty {
            Line(title: words.home.stampTasks(count: today.tasks.count), detail: words.activate.rival, icon: Icons.activate)
        }
        if !today.refused.isEmpty {
            Line(title: words.home.refused(count: today.refused.count), icon: ChangeState.refused.icon)
            ForEach(today.refused) { entry in
                let why = entry.reason.map { sayRefusal($0) }
                Note(why?.remedy[words.lang] ?? "", entry.state.tone, title: why?.said[words.lang])
            }
        }
    }
}
