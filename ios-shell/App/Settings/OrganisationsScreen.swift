import Fieldbook
import FieldbookScreens
import SwiftUI

/// Whose books come to this phone.
struct OrganisationsScreen: View {
    let session: Session
    @State private var following: FollowingOrgs
    @Environment(\.words) private var words

    init(session: Session) {
        self.session = session
        _following = State(initialValue: FollowingOrgs(session))
    }

    var body: some View {
        Page(words.settings.organisations, onBack: session.way.back) {
            WaitingFor(work: following.work)
            Followed(following.page) { view in
                // Before the first sync the hub has certified nothing, and the invitation's own is the one there is.
                if view.orgs.isEmpty {
                    Text(view.me.orgName).font(.plain(.semiBold))
                    Note(words.enrol.pending, .waiting)
                }
                ForEach(view.orgs, id: \.org) { organisation($0, own: $0.org == view.me.org) }
            }
            .id(ObjectIdentifier(following.page))
        }
    }

    @ViewBuilder private func organisation(_ org: FollowedOrg, own: Bool) -> some View {
        Text(org.name).font(.plain(.semiBold))
        if !org.followed {
            Badge(text: words.settings.notFollowed, tone: .waiting, icon: Icons.close)
        } else if org.beginning {
            Badge(text: words.settings.beginning, tone: .waiting, icon: Icons.clock)
        } else {
            Badge(text: words.settings.followed, tone: .good, icon: Icons.done)
        }
        Quiet(words.settings.documents(count: Int(org.documents)))
        if org.onlyHere > 0 { Quiet(words.settings.onlyHere(count: Int(org.onlyHere))) }
        if !org.followed {
            SideButton(words.settings.follow, Icons.sync) { following.follow(org) }.disabled(following.work.running)
        } else if !own {
            // The book does not let go of its own.
            SideButton(words.settings.unfollow, Icons.close) { following.unfollow(org) }.disabled(following.work.running)
        }
    }
}
