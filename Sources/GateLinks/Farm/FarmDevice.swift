import GateDevices
import GateLayout
import GateModel
import Synchronization

/// One device of the farm: what it has still to say, and how it has fared.
final class FarmDevice: Sendable {
    /// Messages that may wait to be sent; whoever plays the day waits for room.
    private static let outboxCapacity = 64

    /// What goes out, one after the other.
    enum Item: Sendable {
        case message(DeviceMessage)
        /// The answer to an order.
        case reply([UInt8])
    }

    private struct State {
        var counts: DeviceFarm.Counts
        var orders = OrderDesk()
        /// Said, but not yet known to be with the gate.
        var underWay = 0
    }

    let plan: LinkPlan
    let member: LinkPlan.Member
    let clock: @Sendable () -> GateTime
    let outbox = Mailbox<Item>(capacity: outboxCapacity, policy: .block)
    private let state: Mutex<State>

    init(_ plan: LinkPlan, _ member: LinkPlan.Member, clock: @escaping @Sendable () -> GateTime) {
        self.plan = plan
        self.member = member
        self.clock = clock
        state = Mutex(State(counts: DeviceFarm.Counts(source: member.source)))
    }

    var counts: DeviceFarm.Counts { state.withLock(\.counts) }
    var isIdle: Bool { state.withLock { $0.underWay == 0 } }

    func note(_ change: (inout DeviceFarm.Counts) -> Void) { state.withLock { change(&$0.counts) } }

    /// Gives it something to say, waiting for room. False where its link does not speak that format.
    func say(_ message: DeviceMessage) async -> Bool {
        guard LinkFormat.isSpoken(message.type, on: member.type) else {
            note {
                $0.failed += 1
                $0.problem = "the day has '\(message.type)', its link '\(member.type)'"
            }
            return false
        }
        state.withLock { $0.underWay += 1 }
        if await outbox.send(.message(message)) { return true }
        end(isSent: false)
        return false
    }

    /// What became of a message.
    func end(isSent: Bool) {
        state.withLock {
            $0.underWay -= 1
            if isSent { $0.counts.sent += 1 } else { $0.counts.failed += 1 }
        }
    }

    /// Answers an order of the gate; the reply goes out when the device comes to it.
    func obey(_ line: [UInt8]) {
        let reply = state.withLock { state in
            state.counts.orders += 1
            return state.orders.answer(line)
        }
        guard let reply, LinkFormat.isSpoken(reply.type, on: member.type) else { return }
        // Nobody counts answers: the gate asks again, or gives up.
        let message = DeviceMessage(
            source: member.source, type: reply.type, boot: 0, sequence: 0, deviceTime: nil, receivedTime: clock(),
            data: reply.data)
        if let bytes = payload(message) { outbox.push(.reply(bytes)) }
    }

    /// A message as it goes over the wire; nil where an envelope has no room for it.
    func payload(_ message: DeviceMessage) -> [UInt8]? {
        guard member.type == LinkFormat.envelope else { return message.data }
        var message = message
        // The recorded day's clock would be hours behind the gate's.
        if message.deviceTime != nil { message.deviceTime = clock() }
        return (try? CaptureWriter.line(message))?.dropLast()
    }
}
