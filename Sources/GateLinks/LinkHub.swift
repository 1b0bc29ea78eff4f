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

    private let links: [Link]
    /// Where a source is heard: which link, and which of its devices.
    private let places: [String: (link: Int, member: Int)]
    private let turns = Turns()
    private let pause: Pause

    /// - Parameters:
    ///   - boot: of this run, never one that was used before.
    ///   - clock: the gate's clock, by which messages are received.
    public init(
        _ plans: [LinkPlan], boot: UInt32, clock: @escaping @Sendable () -> GateTime,
        pause: @escaping Pause = { try await Task.sleep(for: .seconds($0)) }
    ) {
        links = plans.map { Link($0, boot: boot, clock: clock) }
        var places: [String: (link: Int, member: Int)] = [:]
        for (index, plan) in plans.enumerated() {
            for (member, device) in plan.members.enumerated() { places[device.source] = (index, member) }
        }
        self.places = places
        self.pause = pause
        for link in links { turns.add(link.inboxes) }
    }

    /// What each link is doing, in the order of the plans.
    public var statuses: [LinkStatus] { links.map(\.status) }

    /// Where a listening link listens, by its place in the plans; nil until it does. For a port of 0 the system chooses.
    public func port(of index: Int) -> UInt16? { links[index].boundPort.withLock(\.self) }

    /// Works until cancelled.
    ///
    /// - Parameter deliver: takes one message, waiting for room; false once nobody takes any more. It gets the
    ///   devices' messages in turn.
    public func run(deliver: @escaping @Sendable (DeviceMessage) async -> Bool) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [turns] in await turns.run(deliver) }
            await withTaskGroup(of: Void.self) { group in
                for link in links {
                    group.addTask { [pause] in
                        await Self.keep(link, pause)
                        link.inboxes.forEach { $0.close() }
                    }
                }
            }
            turns.close()
        }
    }

    /// Lets a link work, and again after each failure.
    private static func keep(_ link: Link, _ pause: Pause) async {
        var backoff = Backoff()
        while !Task.isCancelled {
            let before = link.status.messages
            do {
                try await link.work()
            } catch {
                link.note { $0.problem = Task.isCancelled ? $0.problem : "\(error)" }
            }
            if link.status.messages > before { backoff.heard() }
            if Task.isCancelled { break }
            let seconds = backoff.next()
            link.note { $0.phase = .waiting(seconds: seconds) }
            do { try await pause(seconds) } catch { break }
        }
        link.note { $0.phase = .stopped }
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

    private func find(_ source: String) -> (Link, LinkPlan.Member)? {
        places[source].map { (links[$0.link], links[$0.link].plan.members[$0.member]) }
    }
}
