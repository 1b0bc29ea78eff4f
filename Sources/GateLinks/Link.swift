import FlyingSocks
import GateDevices
import GateLayout
import GateModel
import Synchronization

/// One link: its plan, the inboxes of its devices, and what it is doing.
final class Link: Sendable {
    private let setup: Mutex<Setup>
    private let life = Mutex(Life())
    let boundPort = Mutex<UInt16?>(nil)
    private let state: Mutex<LinkStatus>
    private let wire = Mutex<(any Wire)?>(nil)

    private struct Setup {
        var plan: LinkPlan
        /// One for each member, in their order.
        var inboxes: [DeviceInbox]
    }

    private struct Life {
        var task: Task<Void, Never>?
        var isOver = false
    }

    /// What those who call an HTTP address may cost.
    let http: HTTPLimits

    init(_ plan: LinkPlan, _ inboxes: [DeviceInbox], http: HTTPLimits) {
        self.http = http
        setup = Mutex(Setup(plan: plan, inboxes: inboxes))
        state = Mutex(
            LinkStatus(name: plan.name, address: "\(plan.transport.rawValue) \(plan.host):\(plan.port)"))
    }

    var plan: LinkPlan { setup.withLock(\.plan) }
    var inboxes: [DeviceInbox] { setup.withLock(\.inboxes) }

    /// Takes other devices, or other limits for the same ones, while it goes on working.
    func take(_ plan: LinkPlan, _ inboxes: [DeviceInbox]) {
        setup.withLock { $0 = Setup(plan: plan, inboxes: inboxes) }
    }

    /// Puts a device's message into the inbox it has now; another one may take its place meanwhile.
    ///
    /// - Parameter seconds: waited for room at most; nil for as long as it takes.
    func put(_ bytes: [UInt8], from source: String, within seconds: Int? = nil) async -> DeviceInbox.Answer {
        while true {
            guard let inbox = inboxes.first(where: { $0.member.source == source }) else { return .closed }
            let answer = if let seconds { await inbox.put(bytes, within: seconds) } else { await inbox.put(bytes) }
            if answer != .closed || inboxes.contains(where: { $0 === inbox }) { return answer }
        }
    }

    /// The connection over which a device's stream came has ended.
    func cut(_ source: String) async {
        while let inbox = inboxes.first(where: { $0.member.source == source }) {
            let isTaken = await inbox.offerCut()
            if isTaken || inboxes.contains(where: { $0 === inbox }) { return }
        }
    }

    /// Turns away what a device sent, at the inbox it has now.
    func refuse(_ reason: LinkReason, _ bytes: [UInt8], from source: String) {
        inboxes.first { $0.member.source == source }?.refuse(reason, bytes)
    }

    /// Whether the bytes of a connection go on into the next one's, for all that its end tells.
    var carriesStream: Bool {
        switch plan.transport {
        case .tcpClient, .tcpServer: plan.members.contains { MessageFraming(of: $0.type) == .stream }
        case .http, .mqtt: false
        }
    }

    // MARK: Life

    /// Works, and again after each failure, until its task is cancelled or ``end()`` is called.
    func live(_ pause: @escaping LinkHub.Pause) async {
        let task = life.withLock { life -> Task<Void, Never>? in
            if life.isOver { return nil }
            life.task = Task { await keep(pause) }
            return life.task
        }
        guard let task else { return }
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Stops working, for good; returns when it has.
    func end() async {
        let task = life.withLock { life in
            life.isOver = true
            return life.task
        }
        task?.cancel()
        await task?.value
    }

    private func keep(_ pause: LinkHub.Pause) async {
        var backoff = Backoff()
        while !Task.isCancelled {
            let before = status.messages
            do {
                try await work()
            } catch {
                if !Task.isCancelled { note { $0.problem = LinkReason(error) } }
            }
            if status.messages > before { backoff.heard() }
            if Task.isCancelled { break }
            let seconds = backoff.next()
            note { $0.phase = .waiting(seconds: seconds) }
            do { try await pause(seconds) } catch { break }
        }
        note { $0.phase = .stopped }
    }

    var status: LinkStatus {
        var status = state.withLock(\.self)
        status.members = inboxes.map(\.counts)
        return status
    }

    func note(_ change: (inout LinkStatus) -> Void) { state.withLock { change(&$0) } }

    /// Tells that peers are waited for, and on which port where the layout left that open.
    func noteListening(_ listener: AsyncSocket) throws {
        switch try listener.socket.sockname() {
        case .ip4(_, let port), .ip6(_, let port): boundPort.withLock { $0 = port }
        default: break
        }
        note { $0.phase = .listening(peers: 0) }
    }

    /// One life of the link: until it fails or is cancelled.
    private func work() async throws {
        switch plan.transport {
        case .tcpClient: try await TCPLink(self).call()
        case .tcpServer: try await TCPLink(self).listen()
        case .http: try await HTTPLink(self).serve()
        case .mqtt: try await MQTTLink(self).subscribe()
        }
    }

    // MARK: To the devices

    /// The connection there is now; the one before is ended, and returned.
    @discardableResult
    func connect(_ wire: any Wire) -> (any Wire)? {
        let former = self.wire.withLock { present in
            defer { present = wire }
            return present
        }
        former?.hangUp()
        return former
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
