import Fieldbook

/// How much of this phone's work is in one place.
public struct Whereabout: Sendable, Hashable {
    public let text: String
    public let tone: Tone
    /// Nothing: the tone's own picture.
    public let icon: String?
}

extension Today {
    /// Everything of this phone is in one of these; what is only here comes first, for it is what a lost phone would lose.
    public func whereabouts(_ words: Words) -> [Whereabout] {
        let freight = Int(sync.freight)
        var all: [Whereabout] = []
        if outbox.onPhone > 0 {
            all.append(Whereabout(text: words.home.onPhone(count: Int(outbox.onPhone)), tone: .waiting, icon: ChangeState.onPhone.icon))
        }
        if outbox.handedOver > 0 { all.append(handedOver(words)) }
        if freight > 0 {
            all.append(Whereabout(text: words.outbox.carriedCount(count: freight), tone: .waiting, icon: Icons.bundle))
        }
        if needsYou > 0 { all.append(Whereabout(text: words.home.needsYou(count: needsYou), tone: .warn, icon: nil)) }
        let received = ChangeState.received.icon
        if outbox.all + sync.freight > 0 {
            let count = Int(outbox.received)
            if count > 0 { all.append(Whereabout(text: words.home.received(count: count), tone: .good, icon: received)) }
        } else if outbox.received > 0 || sync.lastSync != nil {
            all.append(Whereabout(text: words.home.allReceived, tone: .good, icon: received))
        }
        return all
    }

    /// “Being sent” only while something is: what was given to another phone, or was cut off on its way, stays handed over.
    private func handedOver(_ words: Words) -> Whereabout {
        let count = Int(outbox.handedOver)
        return sync.running
            ? Whereabout(text: words.home.sending(count: count), tone: .waiting, icon: Icons.sync)
            : Whereabout(text: words.home.handedOver(count: count), tone: .waiting, icon: ChangeState.handedOver.icon)
    }
}
