import GateDevices
import GateLayout
import GateModel
import Synchronization

/// Numbers, times and queues what one device sends.
///
/// A device on a wire seldom counts its messages; the gate does it here, with a boot number of its own for every run,
/// so that an event's id is never made twice.
final class DeviceInbox: Sendable {
    let member: LinkPlan.Member
    private let queue: Mailbox<DeviceMessage>
    private let boot: UInt32
    private let clock: @Sendable () -> GateTime
    private let counter = Mutex<UInt64>(0)

    init(_ member: LinkPlan.Member, boot: UInt32, clock: @escaping @Sendable () -> GateTime) {
        self.member = member
        self.boot = boot
        self.clock = clock
        queue = Mailbox(capacity: member.capacity, policy: member.overflow == .block ? .block : .dropOldest)
    }

    /// Messages that made room for newer ones.
    var dropped: Int { queue.dropped }

    /// Puts one message into the queue, waiting for room where the plan says so. False once the inbox is closed.
    func put(_ bytes: [UInt8]) async -> Bool {
        let number = counter.withLock { counter -> UInt64 in
            counter += 1
            return counter
        }
        return await queue.send(
            DeviceMessage(
                source: member.source, type: member.type, boot: boot, sequence: number, deviceTime: nil,
                receivedTime: clock(), data: bytes))
    }

    func close() { queue.close() }

    /// Hands over what comes, message by message, until the inbox is closed and empty or `deliver` says no.
    ///
    /// Each inbox has one message in flight at a time, so that a device gone mad waits in turn with all the others.
    func forward(to deliver: (DeviceMessage) async -> Bool) async {
        while true {
            let messages = await queue.take(limit: 16)
            if messages.isEmpty { return }
            for message in messages {
                guard await deliver(message) else { return }
            }
        }
    }
}
