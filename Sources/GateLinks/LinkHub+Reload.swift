import GateDevices
public import GateLayout
import Synchronization

/// Going over to other links while the gate works.
extension LinkHub {
    /// Goes over to other links, at once and without losing what was heard.
    ///
    /// First those that the new plans do not have are ended, and all that waits of their devices is delivered; then
    /// `meanwhile` is asked; then the new ones begin. What stays the same is not touched: a connection stands, an inbox
    /// keeps what waits in it.
    ///
    /// - Parameter meanwhile: makes the gate ready for the new devices; false where it cannot, and then the links of
    ///   before are taken up again.
    /// - Returns: what `meanwhile` said.
    public func replace(_ plans: [LinkPlan], meanwhile: () async -> Bool) async -> Bool {
        let before = table.withLock(\.plans)
        await shrink(to: plans)
        guard await meanwhile() else {
            await grow(to: before)
            return false
        }
        await grow(to: plans)
        return true
    }

    /// Ends what the plans do not have.
    private func shrink(to plans: [LinkPlan]) async {
        var (staying, leaving): ([Link], [Link]) = ([], [])
        for link in links {
            if plans.contains(where: { link.plan.mayBecome($0) }) { staying.append(link) } else { leaving.append(link) }
        }
        for link in leaving {
            await link.end()
            // Its devices may go on over another connection: what the last one left half said is not its beginning.
            if link.carriesStream { for inbox in link.inboxes { _ = await inbox.offerCut() } }
        }
        var emptied = leaving.flatMap(\.inboxes)
        for link in staying {
            guard let next = plans.first(where: { link.plan.mayBecome($0) }) else { continue }
            let sources = Set(next.members.map(\.source))
            var plan = link.plan
            plan.members.removeAll { !sources.contains($0.source) }
            emptied += link.inboxes.filter { !sources.contains($0.member.source) }
            link.take(plan, link.inboxes.filter { sources.contains($0.member.source) })
        }
        set(staying.map(\.plan), staying)
        await turns.drain(emptied)
        for inbox in emptied { inbox.bequeath() }
    }

    /// Begins what the plans have besides.
    private func grow(to plans: [LinkPlan]) async {
        let known = links
        var (grown, fresh, newcomers): ([Link], [Link], [DeviceInbox]) = ([], [], [])
        var replaced: [(old: DeviceInbox, new: DeviceInbox)] = []
        for plan in plans {
            let link = known.first { $0.plan.mayBecome(plan) }
            let inboxes = plan.members.map { member -> DeviceInbox in
                let present = link?.inboxes.first { $0.member.source == member.source }
                if let present, present.member == member { return present }
                let inbox = inbox(member)
                if let present { replaced.append((present, inbox)) } else { newcomers.append(inbox) }
                return inbox
            }
            link?.take(plan, inboxes)
            let next = link ?? Link(plan, inboxes, http: http)
            grown.append(next)
            if link == nil { fresh.append(next) }
        }
        set(plans, grown)
        turns.add(newcomers)
        let starter = table.withLock(\.starter)
        for link in fresh { starter?.yield(link) }
        // A device's messages keep their order: its new inbox is emptied once the old one is.
        await turns.drain(replaced.map(\.old))
        for (old, _) in replaced { old.bequeath() }
        turns.add(replaced.map(\.new))
    }
}

extension LinkPlan {
    /// Whether a link at work can go on as another one without a new connection.
    func mayBecome(_ other: LinkPlan) -> Bool {
        guard transport == other.transport, host == other.host, port == other.port else { return false }
        switch transport {
        case .http: return true
        case .tcpClient, .tcpServer:
            guard let here = members.first, let there = other.members.first else { return false }
            let framing = MessageFraming(of: here.type)
            return here.source == there.source && framing == MessageFraming(of: there.type)
                && (framing == .stream || here.limit == there.limit)
        // What is subscribed belongs to the connection; the broker keeps what comes until there is another.
        case .mqtt: return self == other
        }
    }
}
