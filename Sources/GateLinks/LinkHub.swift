public import GateDevices
public import GateLayout
public import GateModel
import Synchronization

/// Every link of a gate at work: it connects, listens, tries again, and hands what devices send to the station.
public final class LinkHub: Sendable {
    /// Waits a number of seconds; throws when cancelled. Given, so that tests need not wait.
    public typealias Pause = @Sendable (Int) async throws -> Void

    private let links: [Link]
    private let pause: Pause

    /// - Parameters:
    ///   - boot: of this run, never one that was used before.
    ///   - clock: the gate's clock, by which messages are received.
    public init(
        _ plans: [LinkPlan], boot: UInt32, clock: @escaping @Sendable () -> GateTime,
        pause: @escaping Pause = { try await Task.sleep(for: .seconds($0)) }
    ) {
        links = plans.map { Link($0, boot: boot, clock: clock) }
        self.pause = pause
    }

    /// What each link is doing, in the order of the plans.
    public var statuses: [LinkStatus] { links.map(\.status) }

    /// Where a listening link listens, by its place in the plans; nil until it does. For a port of 0 the system chooses.
    public func port(of index: Int) -> UInt16? { links[index].boundPort.withLock(\.self) }

    /// Works until cancelled.
    ///
    /// - Parameter deliver: takes one message, waiting for room; false once nobody takes any more.
    public func run(deliver: @escaping @Sendable (DeviceMessage) async -> Bool) async {
        await withTaskGroup(of: Void.self) { group in
            for link in links {
                for inbox in link.inboxes { group.addTask { await inbox.forward(to: deliver) } }
                group.addTask { [pause] in
                    await Self.keep(link, pause)
                    link.inboxes.forEach { $0.close() }
                }
            }
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
}

/// One link: its plan, the inboxes of its devices, and what it is doing.
final class Link: Sendable {
    let plan: LinkPlan
    let inboxes: [DeviceInbox]
    let boundPort = Mutex<UInt16?>(nil)
    private let state: Mutex<LinkStatus>

    init(_ plan: LinkPlan, boot: UInt32, clock: @escaping @Sendable () -> GateTime) {
        self.plan = plan
        inboxes = plan.members.map { DeviceInbox($0, boot: boot, clock: clock) }
        state = Mutex(
            LinkStatus(name: plan.name, address: "\(plan.transport.rawValue) \(plan.host):\(plan.port)"))
    }

    var status: LinkStatus {
        var status = state.withLock(\.self)
        status.dropped = Int64(inboxes.reduce(0) { $0 + $1.dropped })
        return status
    }

    func note(_ change: (inout LinkStatus) -> Void) { state.withLock { change(&$0) } }

    /// Puts one message of a device into its inbox; false once nobody listens.
    func take(_ bytes: [UInt8], for inbox: DeviceInbox) async -> Bool {
        note {
            $0.messages += 1
            $0.bytes += Int64(bytes.count)
        }
        return await inbox.put(bytes)
    }

    /// One life of the link: until it fails or is cancelled.
    func work() async throws {
        switch plan.transport {
        case .tcpClient: try await TCPLink(self).call()
        case .tcpServer: try await TCPLink(self).listen()
        case .http: try await HTTPLink(self).serve()
        }
    }
}

/// Why a link failed.
enum LinkError: Error, CustomStringConvertible {
    case closedByDevice
    case address(String)

    var description: String {
        switch self {
        case .closedByDevice: "the device closed the connection"
        case .address(let text): "'\(text)' is no IP address"
        }
    }
}
