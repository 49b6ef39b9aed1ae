import Fieldbook
import FieldbookScreens
import SwiftUI

/// Who is recording, and who else does on this phone.
struct PeopleScreen: View {
    let session: Session
    @State private var page: Following<PeoplePage>
    @State private var switching: Switching
    @State private var portraying: Portraying
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _page = State(initialValue: PeoplePage.following(session.book))
        _switching = State(initialValue: Switching(session))
        _portraying = State(initialValue: Portraying(session))
    }

    var body: some View {
        Page(words.people.title, onBack: session.way.back) {
            EmptyView()
        } bottom: {
            SideButton(words.people.add, Icons.add) { session.way.to(.addPerson) }
        } content: {
            WaitingFor(work: switching.work)
            Followed(page) { view in
                if let profile = view.current { Current(profile: profile, view: view, session: session) }
                // Before what is set once: to change who records is why one comes here.
                Heading(words.people.others)
                if view.others.isEmpty { Text(words.people.alone) }
                ForEach(view.others, id: \.person) { profile in
                    Face(profile: profile, picture: view.faces[profile.person]) { switching.to(profile) }
                    NotTaken(profile: profile)
                }
                if let profile = view.current {
                    Own(profile: profile, session: session, switching: switching, portraying: portraying)
                }
            }
        }
    }
}

private struct Current: View {
    let profile: Profile
    let view: PeoplePage
    let session: Session
    @Environment(\.words) private var words

    var body: some View {
        HStack(spacing: Sizes.gap) {
            Portrait(profile: profile, face: view.faces[profile.person], strong: true)
            VStack(alignment: .leading) {
                Text(words.people.now(person: profile.name)).font(.pageTitle)
                Quiet(view.rights.roles.said(words.lang))
            }
        }
        NotTaken(profile: profile)
        paper
    }

    /// How long this phone may record for them.
    @ViewBuilder private var paper: some View {
        switch view.rights.paper {
        case .invitation: Note(words.enrol.pending, .waiting)
        case .ended: Note(words.people.ended, .warn)
        case .certificate:
            if let until = view.rights.until { Text(words.people.until(day: session.times.day(of: until, words))) }
        }
    }
}

/// What who records now sets for themselves.
private struct Own: View {
    let profile: Profile
    let session: Session
    let switching: Switching
    let portraying: Portraying
    @Environment(\.words) private var words

    var body: some View {
        Heading(words.people.worksFor)
        if profile.orgs.count > 1 {
            Choices(profile.orgs, chosen: profile.orgs.first(where: \.current), said: \.name) { switching.workFor($0.org) }
        } else {
            ForEach(profile.orgs, id: \.org) { Text($0.name) }
        }
        SideButton(profile.hasPin ? words.pin.change : words.pin.set, Icons.lock) { session.way.to(.newPin) }
        OwnPortrait(profile: profile, portraying: portraying)
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
    let profile: Profile
    let picture: Data?
    let action: @MainActor () -> Void
    @Environment(\.colours) private var colours
    @Environment(\.words) private var words

    var body: some View {
        Button(action: action) {
            HStack(spacing: Sizes.gap) {
                Portrait(profile: profile, face: picture)
                VStack(alignment: .leading) {
                    Text(profile.name).font(.plain(.semiBold))
                    Quiet(profile.about(words))
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
