import Fieldbook
import FieldbookScreens
import SwiftUI

/// The honest strip: where this phone's work is. It opens the outbox.
struct Strip: View {
    let today: Today
    let session: Session
    @Environment(\.words) private var words
    @Environment(\.colours) private var colours

    private var syncing: Syncing { session.syncing }

    var body: some View {
        // The button is beside what opens, not inside: a thumb in the middle must not begin a sync.
        VStack(alignment: .leading, spacing: Sizes.gapSmall) {
            Button { session.way.to(.outbox) } label: { told }
                .buttonStyle(.plain)
                .accessibilityHint(words.outbox.title)
            SyncStateView(status: today.sync, syncing: syncing)
            if today.worthASync, !syncing.work.running, !today.sync.running {
                SideButton(words.home.syncNow, Icons.sync) { syncing.start() }
            }
        }
        .padding(Sizes.gap)
        .frame(maxWidth: .infinity, alignment: .leading)
        .ground(colours.surface, edge: colours.outline)
    }

    private var told: some View {
        HStack(spacing: Sizes.gapSmall) {
            VStack(alignment: .leading, spacing: Sizes.gapSmall) {
                if today.isFirstDay { Text(words.home.nothingWaits) }
                FlowRow(gap: Sizes.gapSmall) {
                    ForEach(today.whereabouts(words), id: \.self) { place in
                        Badge(text: place.text, tone: place.tone, icon: place.icon ?? place.tone.icon)
                    }
                }
                let use = today.use.map { words.home.dataToday(size: megabytes($0, words.lang)) }
                Quiet([today.sync.last(session), use].compactMap(\.self).joined(separator: " · "))
            }
            Spacer(minLength: 0)
            Picture(name: Icons.forward)
        }
        .frame(minHeight: Sizes.touchTarget)
        .contentShape(Rectangle())
    }
}

/// What only a person can settle, each with a way there.
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
            Line(title: words.home.stampTasks(count: today.tasks.count), detail: words.activate.rival, icon: Icons.activate) {
                session.way.to(.tasks)
            }
        }
        if today.outbox.stuck > 0 {
            let title = words.home.refused(count: Int(today.outbox.stuck))
            Line(title: title, detail: words.outbox.whatToDo, icon: ChangeState.refused.icon) { session.way.to(.outbox) }
        }
        if today.rescue != nil {
            Line(title: words.home.rescued, detail: words.home.readIt, icon: Icons.warning) { session.way.to(.settings) }
        }
    }
}
