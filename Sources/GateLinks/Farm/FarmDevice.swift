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
        /// The last number it gave a message, in which life, and how many of them were answers, which the day does not
        /// count.
        var number: (boot: UInt32, sequence: UInt64) = (0, 0)
        var answers: UInt64 = 0
    }

    let plan: LinkPlan
    let member: LinkPlan.Member
    let clock: @Sendable () -> GateTime
    let outbox = Mailbox<Item>(capacity: outboxCapacity, policy: .block)
    /// Hears of its being told to open.
    private let opened: @Sendable (String) -> Void
    private let state: Mutex<State>

    init(
        _ plan: LinkPlan, _ member: LinkPlan.Member, clock: @escaping @Sendable () -> GateTime,
        opened: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.opened = opened
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
        let own = state.withLock { state in
            state.underWay += 1
            return numbered(message, &state)
        }
        if await outbox.send(.message(own)) { return true }
        end(isSent: false)
        return false
    }

    /// One that counts for itself counts its answers too: without a number the gate would give them one of its own, and
    /// take them for late or repeated messages.
    private func numbered(_ message: DeviceMessage, _ state: inout State) -> DeviceMessage {
        guard member.type == LinkFormat.envelope else { return message }
        var message = message
        if message.sequence > 0 {
            message.sequence &+= state.answers
            state.number = (
                message.boot, max(message.sequence, message.boot == state.number.boot ? state.number.sequence : 0)
            )
        } else if state.number.sequence > 0 {
            state.answers += 1
            state.number.sequence += 1
            (message.boot, message.sequence) = state.number
        }
        return message
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
        let (reply, isOpened) = state.withLock { state in
            state.counts.orders += 1
            let before = state.orders.openings
            let reply = state.orders.answer(line)
            return (reply, state.orders.openings > before)
        }
        guard let reply, LinkFormat.isSpoken(reply.type, on: member.type) else { return }
        // Nobody counts answers: the gate asks again, or gives up.
        let plain = DeviceMessage(
            source: member.source, type: reply.type, boot: 0, sequence: 0, deviceTime: nil, receivedTime: clock(),
            data: reply.data)
        let message = state.withLock { numbered(plain, &$0) }
        if let bytes = payload(message) { outbox.push(.reply(bytes)) }
        if isOpened { opened(member.source) }
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
