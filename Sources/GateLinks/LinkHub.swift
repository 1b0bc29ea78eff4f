public import GateDevices
public import GateLayout
public import GateModel
import Synchronization

/// Every link of a gate at work: it connects, listens, tries again, and hands what devices send to the station.
public final class LinkHub: Sendable {
    /// Waits a number of seconds; throws when cancelled. Given, so that tests need not wait.
    public typealias Pause = @Sendable (Int) async throws -> Void

    /// Bytes of one order to a device.
    public static let orderLimit = 4_096

    /// The links there are now.
    struct Table {
        var plans: [LinkPlan] = []
        var links: [Link] = []
        /// Where a source is heard: which link, and which of its devices.
        var places: [String: (link: Link, member: LinkPlan.Member)] = [:]
        var tallies: [String: DeviceInbox.Tally] = [:]
        /// Sets links to work; nil before ``run(deliver:)``.
        var starter: AsyncStream<Link>.Continuation?
    }

    let table = Mutex(Table())
    let turns = Turns()
    private let boot: UInt32
    private let clock: @Sendable () -> GateTime
    private let pause: Pause
    let http: HTTPLimits

    /// - Parameters:
    ///   - boot: of this run, never one that was used before.
    ///   - clock: the gate's clock, by which messages are received.
    public convenience init(
        _ plans: [LinkPlan], boot: UInt32, clock: @escaping @Sendable () -> GateTime,
        pause: @escaping Pause = { try await Task.sleep(for: .seconds($0)) }
    ) {
        self.init(plans, boot: boot, clock: clock, http: HTTPLimits(), pause: pause)
    }

    init(
        _ plans: [LinkPlan], boot: UInt32, clock: @escaping @Sendable () -> GateTime, http: HTTPLimits,
        pause: @escaping Pause
    ) {
        self.boot = boot
        self.clock = clock
        self.pause = pause
        self.http = http
        let links = plans.map { plan in Link(plan, plan.members.map { inbox($0) }, http: http) }
        set(plans, links)
        for link in links { turns.add(link.inboxes) }
    }

    /// A new inbox for a device; it counts on where the one before stopped.
    func inbox(_ member: LinkPlan.Member) -> DeviceInbox {
        let tally = table.withLock { table in
            let tally = table.tallies[member.source] ?? DeviceInbox.Tally()
            table.tallies[member.source] = tally
            return tally
        }
        return DeviceInbox(member, boot: boot, clock: clock, tally: tally)
    }

    func set(_ plans: [LinkPlan], _ links: [Link]) {
        var places: [String: (link: Link, member: LinkPlan.Member)] = [:]
        for link in links {
            for inbox in link.inboxes { places[inbox.member.source] = (link, inbox.member) }
        }
        table.withLock {
            $0.plans = plans
            $0.links = links
            $0.places = places
        }
    }

    var links: [Link] { table.withLock(\.links) }

    /// What each link is doing, in the order of the plans.
    public var statuses: [LinkStatus] { links.map(\.status) }

    /// Where a listening link listens, by its place in the plans; nil until it does. For a port of 0 the system chooses.
    public func port(of index: Int) -> UInt16? { links[index].boundPort.withLock(\.self) }

    /// Works until cancelled.
    ///
    /// - Parameter deliver: takes one message, waiting for room; false once nobody takes any more. It gets the
    ///   devices' messages in turn.
    public func run(deliver: @escaping @Sendable (DeviceMessage) async -> Bool) async {
        let (arrivals, starter) = AsyncStream.makeStream(of: Link.self)
        table.withLock { table in
            table.starter = starter
            for link in table.links { starter.yield(link) }
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [turns] in await turns.run(deliver) }
            await withTaskGroup(of: Void.self) { group in
                for await link in arrivals { group.addTask { [pause] in await link.live(pause) } }
            }
            for link in links { link.inboxes.forEach { $0.close() } }
            turns.close()
        }
    }

    // MARK: To the devices

    /// Sends an order to a device, over its present connection; it never waits, so that orders keep their order.
    ///
    /// - Parameter bytes: one line with its LF, at most ``orderLimit`` bytes.
    /// - Returns: true where the order was handed to the wire, and so may have come to the device; false where it
    ///   certainly has not: no connection, no way to speak to such a device (HTTP), no room, or too long.
    public func send(_ bytes: [UInt8], to source: String) -> Bool {
        guard !bytes.isEmpty, bytes.count <= Self.orderLimit, let (link, member) = find(source) else { return false }
        return link.send(bytes, to: member)
    }

    /// Tells devices that the journal has their messages. Those that do not count for themselves are told nothing.
    public func acknowledge(_ causes: [Cause]) {
        for cause in causes where cause.number > 0 {
            guard let (link, member) = find(cause.source), member.type == LinkFormat.envelope,
                link.plan.transport == .mqtt
            else { continue }
            link.acknowledge(cause, to: member)
        }
    }

    private func find(_ source: String) -> (link: Link, member: LinkPlan.Member)? {
        table.withLock { $0.places[source] }
    }
}
