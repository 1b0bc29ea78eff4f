import GateDevices
import GateLayout
import GateModel
import Synchronization

/// One link: its plan, the inboxes of its devices, and what it is doing.
final class Link: Sendable {
    let plan: LinkPlan
    let inboxes: [DeviceInbox]
    let boundPort = Mutex<UInt16?>(nil)
    private let state: Mutex<LinkStatus>
    private let wire = Mutex<(any Wire)?>(nil)

    init(_ plan: LinkPlan, boot: UInt32, clock: @escaping @Sendable () -> GateTime) {
        self.plan = plan
        inboxes = plan.members.map { DeviceInbox($0, boot: boot, clock: clock) }
        state = Mutex(
            LinkStatus(name: plan.name, address: "\(plan.transport.rawValue) \(plan.host):\(plan.port)"))
    }

    var status: LinkStatus {
        var status = state.withLock(\.self)
        status.members = inboxes.map(\.counts)
        return status
    }

    func note(_ change: (inout LinkStatus) -> Void) { state.withLock { change(&$0) } }

    /// One life of the link: until it fails or is cancelled.
    func work() async throws {
        switch plan.transport {
        case .tcpClient: try await TCPLink(self).call()
        case .tcpServer: try await TCPLink(self).listen()
        case .http: try await HTTPLink(self).serve()
        case .mqtt: try await MQTTLink(self).subscribe()
        }
    }

    // MARK: To the devices

    /// The connection there is now; the one before is ended.
    func connect(_ wire: any Wire) {
        let former = self.wire.withLock { present in
            defer { present = wire }
            return present
        }
        former?.hangUp()
    }

    /// The connection has ended; false where another had taken its place.
    @discardableResult
    func disconnect(_ wire: any Wire) -> Bool {
        self.wire.withLock { present in
            guard present === wire else { return false }
            present = nil
            return true
        }
    }

    func send(_ bytes: [UInt8], to member: LinkPlan.Member) -> Bool {
        wire.withLock(\.self)?.send(bytes, to: member) ?? false
    }

    func acknowledge(_ cause: Cause, to member: LinkPlan.Member) {
        let isSaid = wire.withLock(\.self)?.acknowledge(cause, to: member) ?? false
        if !isSaid { note { $0.unsaid += 1 } }
    }
}

/// A connection over which devices can be spoken to.
protocol Wire: AnyObject, Sendable {
    /// Hands a device's bytes to the system without waiting; false where that cannot be done.
    func send(_ bytes: [UInt8], to member: LinkPlan.Member) -> Bool
    /// Tells a device that the gate has a message of it for good.
    func acknowledge(_ cause: Cause, to member: LinkPlan.Member) -> Bool
    /// Ends the connection.
    func hangUp()
}

/// Why a link failed.
enum LinkError: Error, Equatable, CustomStringConvertible {
    case closedByDevice
    case address(String)
    /// What a broker, or the way to it, has against the gate.
    case broker(String)

    var description: String {
        switch self {
        case .closedByDevice: "the device closed the connection"
        case .address(let text): "'\(text)' is no IP address"
        case .broker(let text): text
        }
    }
}
