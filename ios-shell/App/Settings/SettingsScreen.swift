import Fieldbook
import FieldbookScreens
import SwiftUI

struct SettingsScreen: View {
    let session: Session
    @State private var page: Following<SettingsPage>
    @State private var rescued: Rescued
    @State private var checking: Checking
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _page = State(initialValue: SettingsPage.following(session.book))
        _rescued = State(initialValue: Rescued(session))
        _checking = State(initialValue: Checking(session))
    }

    var body: some View {
        Page(words.settings.title, onBack: session.way.back) {
            Followed(page) { view in
                if let rescue = view.rescue, !rescued.isRead { told(rescue) }
                language
                light
                aloud
                newStamps
                TakesPlace(session: session)
                ways(view)
                let clock = view.clock.said(words)
                Heading(words.settings.clock)
                Note(clock.text, clock.tone)
                Check(checking: checking)
                about(view)
            }
        }
    }

    @ViewBuilder private func told(_ rescue: Rescue) -> some View {
        Note(sayRescue(rescue, lang: words.lang), .warn, title: words.wait.rescued)
        SideButton(words.settings.rescueRead, Icons.check, action: rescued.read).disabled(rescued.work.running)
        WaitingFor(work: rescued.work)
    }

    @ViewBuilder private var language: some View {
        Heading(words.settings.language)
        Choices([Lang.vi, .en], chosen: words.lang, said: { $0 == .vi ? words.settings.vietnamese : words.settings.english }) {
            session.memory.lang = $0
        }
    }

    /// For the sun, for the night, or as the phone has it.
    @ViewBuilder private var light: some View {
        Heading(words.settings.light)
        Choices(Light.allCases, chosen: session.memory.light, said: said) { session.memory.light = $0 }
    }

    private func said(_ light: Light) -> String {
        switch light {
        case .phone: words.settings.asPhone
        case .day: words.settings.day
        case .night: words.settings.night
        }
    }

    /// How a new stamp is told to who looks at the goods: either, both or neither.
    @ViewBuilder private var newStamps: some View {
        Heading(words.settings.newStamp)
        FlowRow(gap: Sizes.gapSmall) {
            Chip(label: words.settings.beeps, chosen: session.memory.beeps) { session.memory.beeps.toggle() }
            Chip(label: words.settings.shakes, chosen: session.memory.shakes) { session.memory.shakes.toggle() }
        }
    }

    @ViewBuilder private var aloud: some View {
        Heading(words.settings.spoken)
        Choices([true, false], chosen: session.memory.speaks, said: { $0 ? words.app.yes : words.app.no }) {
            session.memory.speaks = $0
        }
    }

    @ViewBuilder private func ways(_ view: SettingsPage) -> some View {
        let orgs = view.orgs.map(\.name).joined(separator: ", ")
        Line(title: words.data.title, icon: Icons.dataUse) { session.way.to(.dataUse) }
        Line(title: words.backup.title, icon: Icons.backup) { session.way.to(.backup) }
        Line(title: words.settings.organisations, detail: orgs.isEmpty ? nil : orgs, icon: Icons.people) {
            session.way.to(.organisations)
        }
    }

    @ViewBuilder private func about(_ view: SettingsPage) -> some View {
        Heading(words.app.name)
        if let version = session.device.version { Text(words.settings.version(version: version)) }
        Quiet("\(words.settings.hub): \(view.me.hubUrl)")
        Line(title: words.settings.licences, icon: Icons.info) { session.way.to(.licences) }
    }
}

/// The whole book is looked through, and mended where its lists are wrong.
private struct Check: View {
    let checking: Checking
    @Environment(\.words) private var words

    var body: some View {
        SideButton(words.settings.check, Icons.search, action: checking.start).disabled(checking.work.running)
        WaitingFor(work: checking.work, said: words.settings.checking)
        if let mended = checking.mended {
            Note(words.settings.mended(count: Int(mended)), .good)
        } else if let report = checking.report {
            if report.problems.isEmpty {
                Note(words.settings.checkGood(count: Int(report.facts)), .good)
            } else {
                Note(words.settings.checkBad(count: report.problems.count), .warn)
                SideButton(words.settings.mend, Icons.correctiveAction, action: checking.mend).disabled(checking.work.running)
                SideButton(words.error.report, Icons.share, action: checking.tell)
            }
        }
    }
}

/// What of others is in this app.
struct LicencesScreen: View {
    let session: Session
    @Environment(\.words) private var words

    var body: some View {
        Page(words.settings.licences, onBack: session.way.back) {
            Text(words.settings.licencesHow)
            ForEach(Borrowed.all) { part in
                Text(part.name).font(.plain(.semiBold))
                Quiet("\(part.licence)\n\(part.place)")
            }
        }
    }
}
