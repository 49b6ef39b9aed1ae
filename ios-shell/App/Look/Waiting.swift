import Fieldbook
import FieldbookScreens
import SwiftUI

/// That something is under way, once it takes long enough to be felt, and a way out of it.
struct Waiting: View {
    var said: String?
    var onCancel: (@MainActor () -> Void)?
    @State private var shown = false
    @State private var long = false
    @Environment(\.words) private var words

    var body: some View {
        VStack(alignment: .leading, spacing: Sizes.gapSmall) {
            if shown {
                Text(said ?? words.wait.working)
                ProgressView().progressViewStyle(.linear)
                if long, let onCancel { SideButton(words.wait.cancel, action: onCancel) }
            }
        }
        .frame(maxWidth: .infinity, alignment: .leading)
        .task {
            // Shorter waits are not shown: a flash would only unsettle. Longer ones can be ended by the person.
            guard (try? await Task.sleep(for: .milliseconds(300))) != nil else { return }
            shown = true
            guard (try? await Task.sleep(for: .milliseconds(1700))) != nil else { return }
            long = true
        }
    }
}

/// The same for a `Work`, and what it failed of.
struct WaitingFor: View {
    let work: Work
    var said: String?

    var body: some View {
        if work.running { Waiting(said: said, onCancel: work.cancel) }
        if let failure = work.failure { Failure(failure) }
    }
}

/// Shows what a screen follows: a wait before the first word, and the core's own sentence when it cannot be read. So a
/// screen cannot forget either.
struct Followed<Value: Sendable, Content: View>: View {
    let following: Following<Value>
    @ViewBuilder let content: (Value) -> Content

    init(_ following: Following<Value>, @ViewBuilder content: @escaping (Value) -> Content) {
        (self.following, self.content) = (following, content)
    }

    var body: some View {
        VStack(alignment: .leading, spacing: Sizes.gap) {
            if let failure = following.failure { Failure(failure) }
            if let seen = following.seen {
                content(seen)
            } else if following.failure == nil {
                Waiting()
            }
        }
        .task { await following.follow() }
    }
}
