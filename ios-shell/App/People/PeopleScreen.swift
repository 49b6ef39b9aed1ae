import Fieldbook
import FieldbookScreens
import SwiftUI

/// Who is recording, and who else does on this phone.
struct PeopleScreen: View {
    let session: Session
    @State private var page: Following<PeoplePage>
    @State private var switching: Switching
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _page = State(initialValue: PeoplePage.following(session.book))
        _switching = State(initialValue: Switching(session))
    }

    var body: some View {
        Page(words.people.title, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            SideButton(words.people.add, Icons.add) { session.way.to(.addPerson) }
        } content: {
            WaitingFor(work: switching.work)
            Followed(page) { view in
                if let profile = view.current {
                    Current(profile: profile, rights: view.rights, session: session, switching: switching)
                }
                Heading(words.people.others)
                if view.others.isEmpty { Text(words.people.alone) }
                ForEach(view.others, id: \.person) { profile in
                    Face(name: profile.name, detail: profile.about(words), initials: profile.initials) { switching.to(profile) }
                    NotTaken(profile: profile)
                }
            }
        }
    }
}

private struct Current: View {
    let profile: Profile
    let rights: Rights
    let session: Session
    let switching: Switching
    @Environment(\.words) private var words

    var body: some View {
        HStack(spacing: Sizes.gap) {
            Initials(text: profile.initials, strong: true)
            VStack(alignment: .leading) {
                Text(words.people.now(person: profile.name)).font(.pageTitle)
                Quiet(rights.roles.said(words.lang))
            }
        }
        NotTaken(profile: profile)
        paper
        Heading(words.people.worksFor)
        if profile.orgs.count > 1 {
            Choices(profile.orgs, chosen: profile.orgs.first(where: \.current), said: \.name) { switching.workFor($0.org) }
        } else {
            ForEach(profile.orgs, id: \.org) { Text($0.name) }
        }
        SideButton(profile.hasPin ? words.pin.change : words.pin.set, Icons.lock) { session.way.to(.newPin) }
    }

    /// How long this phone may record for them.
    @ViewBuilder private var paper: some View {
        switch rights.paper {
        case .invitation: Note(words.enrol.pending, .waiting)
        case .ended: Note(words.people.ended, .warn)
        case .certificate:
            if let until = rights.until { Text(words.people.until(day: session.times.day(of: until, words))) }
        }
    }
}

/// Why the hub did not take their last invitation, and what helps.
private struct NotTaken: View {
    let profile: Profile
    @Environment(\.words) private var words

    var body: some View {
        if let why = profile.notTaken(words) { Note(why, .bad, title: words.people.notTaken) }
    }
}

/// A person to choose.
private struct Face: View {
    let name: String
    let detail: String
    let initials: String
    let action: @MainActor () -> Void
    @Environment(\.colours) private var colours

    var body: some View {
        Button(action: action) {
            HStack(spacing: Sizes.gap) {
                Initials(text: initials)
                VStack(alignment: .leading) {
                    Text(name).font(.plain(.semiBold))
                    Quiet(detail)
                }
                Spacer(minLength: 0)
            }
            .padding(Sizes.gap)
            .frame(maxWidth: .infinity, minHeight: Sizes.touchTarget, alignment: .leading)
            .ground(colours.surfaceRaised, edge: colours.outline)
        }
        .buttonStyle(.plain)
    }
}

/// A person's picture: the letters of their name, which stand beside it in full.
private struct Initials: View {
    let text: String
    var strong = false
    @Environment(\.colours) private var colours

    var body: some View {
        Text(text)
            .font(.plain(.semiBold))
            .foregroundStyle(strong ? colours.onPrimary.color : colours.onPrimaryContainer.color)
            .frame(width: Sizes.touchTarget, height: Sizes.touchTarget)
            .background(strong ? colours.primary.color : colours.primaryContainer.color, in: Circle())
            .accessibilityHidden(true)
    }
}
