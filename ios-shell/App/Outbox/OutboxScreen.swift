import Fieldbook
import FieldbookScreens
import SwiftUI

/// Where each piece of this phone's work is, what to do about what is stuck, and the two ways on: the network and a file.
struct OutboxScreen: View {
    let session: Session
    @State private var outbox: Outbox
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _outbox = State(initialValue: Outbox(session))
    }

    private var online: Bool { session.device.link != nil }

    var body: some View {
        Page(words.outbox.title, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            // Without a network the file is the way that works.
            if online { sendNow.disabled(session.syncing.work.running) }
            SideButton(words.outbox.handOver, Icons.bundle) { session.way.to(.bundles) }
        } content: {
            Followed(outbox.page) { page in
                Quiet(page.status.last(session))
                if !online, !page.status.endedOffline { Note(words.home.offline, .waiting) }
                SyncStateView(status: page.status, syncing: session.syncing)
                if !session.syncing.work.running, session.syncing.ending == .complete { Note(words.outbox.synced, .good) }
                if !page.waitingForWifi.isEmpty { photos(page.waitingForWifi) }
                Items(page: page, session: session)
                if page.more { SideButton(words.app.more, Icons.expand, action: outbox.showMore) }
            }
            .id(ObjectIdentifier(outbox.page))
        }
        .onDisappear { session.syncing.seen() }
    }

    /// What the screen is for while something waits; else a way to fetch what is new, which need not call for a thumb.
    @ViewBuilder private var sendNow: some View {
        if outbox.page.seen?.waits == true {
            MainButton(words.home.syncNow, Icons.sync) { session.syncing.start() }
        } else {
            SideButton(words.home.syncNow, Icons.sync) { session.syncing.start() }
        }
    }

    @ViewBuilder private func photos(_ waiting: [BlobView]) -> some View {
        let size = megabytes(waiting.reduce(0) { $0 + $1.bytes }, words.lang)
        Note("\(words.outbox.photosWaiting(count: waiting.count)) · \(size)", .waiting, title: words.data.photosWait)
        SideButton(words.data.sendNowAnyway, Icons.photo) { outbox.sendNow(waiting) }
            .disabled(session.syncing.work.running)
    }
}

/// How a sync goes, or what ended the last one early; one begun on a screen can be stopped.
struct SyncStateView: View {
    let status: SyncStatus
    let syncing: Syncing
    @Environment(\.words) private var words

    var body: some View {
        switch SyncState(status, syncing, words) {
        case .going(let said, let stoppable): Waiting(said: said, onCancel: stoppable ? syncing.work.cancel : nil)
        case .failed(let error): Failure(error)
        case .ended(let said, let tone): Note(said, tone)
        case .quiet: EmptyView()
        }
    }
}

private struct Items: View {
    let page: OutboxPage
    let session: Session
    @Environment(\.words) private var words

    var body: some View {
        if page.items.isEmpty { Note(words.outbox.empty, .good) }
        if !page.stuck.isEmpty { Heading(words.outbox.needsYou) }
        ForEach(Array(page.stuck.enumerated()), id: \.offset) { Stuck(item: $0.element, session: session) }
        if !page.waiting.isEmpty { Heading(words.outbox.waits) }
        ForEach(Array(page.waiting.enumerated()), id: \.offset) { at in
            let item = at.element
            Line(
                title: item.said[words.lang], detail: item.standing(session), icon: item.state.icon,
                action: item.fact.map { fact in { session.way.to(.history(fact)) } })
        }
    }
}

/// What only a person can settle: why it does not count, and what they can do.
private struct Stuck: View {
    let item: OutboxItem
    let session: Session
    @Environment(\.words) private var words
    @Environment(\.colours) private var colours

    var body: some View {
        VStack(alignment: .leading, spacing: Sizes.gapSmall) {
            Badge(text: changeStateName(item.state)[words.lang], tone: item.state.tone, icon: item.state.icon)
            Text(item.said[words.lang]).font(.plain(.semiBold))
            Quiet(item.about(session))
            if let why = item.why { Text(why[words.lang]) }
            if let remedy = item.remedy {
                Text(words.outbox.whatToDo).font(.small(.semiBold))
                Text(remedy[words.lang])
            }
            if let fact = item.fact { SideButton(words.outbox.see, Icons.forward) { session.way.to(.history(fact)) } }
        }
        .padding(Sizes.gap)
        .frame(maxWidth: .infinity, alignment: .leading)
        .ground(colours.surfaceRaised, edge: colours.outline, width: 2)
    }
}
