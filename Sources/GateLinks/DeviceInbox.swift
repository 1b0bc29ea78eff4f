import GateDevices
import GateLayout
import GateModel
import Synchronization

/// Numbers, times and queues what one device sends.
///
/// A device on a wire seldom counts its messages; the gate does it here, with a boot number of its own for every run,
/// so that an event's id is never made twice. A device that sends whole envelopes counts for itself.
final class DeviceInbox: Sendable {
    let member: LinkPlan.Member
    private let queue: Mailbox<DeviceMessage>
    private let boot: UInt32
    private let clock: @Sendable () -> GateTime
    private let state = Mutex(State())

    private struct State {
        var number: UInt64 = 0
        var counts = LinkStatus.Member()
        var reader = EnvelopeReader()
        /// Called when something waits, or when the inbox was closed.
        var ring: (@Sendable () -> Void)?
    }

    init(_ member: LinkPlan.Member, boot: UInt32, clock: @escaping @Sendable () -> GateTime) {
        self.member = member
        self.boot = boot
        self.clock = clock
        queue = Mailbox(
            capacity: member.capacity, policy: member.overflow == .block ? .block : .dropOldest,
            weightLimit: LinkPlan.waitingBytes, weigh: \.data.count)
    }

    /// How this device has fared on its link.
    var counts: LinkStatus.Member {
        var counts = state.withLock(\.counts)
        counts.source = member.source
        counts.waiting = queue.count
        counts.dropped = Int64(queue.dropped)
        return counts
    }

    func onRing(_ ring: @escaping @Sendable () -> Void) { state.withLock { $0.ring = ring } }

    private func ring() { state.withLock(\.ring)?() }

    // MARK: In

    /// What became of a message.
    enum Answer {
        case taken
        /// It was turned away, and counted.
        case refused
        case closed
    }

    /// Puts one message into the queue, waiting for room where the plan says so.
    func put(_ bytes: [UInt8]) async -> Answer {
        guard let message = message(bytes) else { return .refused }
        guard await queue.send(message) else { return .closed }
        ring()
        return .taken
    }

    /// Puts one message into the queue at once; for inboxes that make nobody wait.
    func offer(_ bytes: [UInt8]) {
        guard let message = message(bytes) else { return }
        queue.offer(message)
        ring()
    }

    /// The device was born, or has died: what its broker says of it, in the device's own words or its last will.
    func offerState(_ bytes: [UInt8]) {
        queue.offer(
            DeviceMessage(
                source: member.source, type: MessageType.state, boot: 0, sequence: 0, deviceTime: nil,
                receivedTime: clock(), data: bytes))
        ring()
    }

    /// Counts a message that was turned away.
    func refuse(_ reason: String) {
        state.withLock {
            $0.counts.refused += 1
            $0.counts.problem = reason
        }
    }

    private func message(_ bytes: [UInt8]) -> DeviceMessage? {
        guard member.type == LinkFormat.envelope else {
            return state.withLock { state in
                state.counts.note(bytes.count)
                state.number += 1
                return DeviceMessage(
                    source: member.source, type: member.type, boot: boot, sequence: state.number, deviceTime: nil,
                    receivedTime: clock(), data: bytes)
            }
        }
        do throws(DeviceFault) {
            let message = try state.withLock { state throws(DeviceFault) in
                try state.reader.message(bytes, receivedTime: clock())
            }
            guard message.source == member.source else {
                refuse("it says to be '\(message.source.prefix(96))'")
                return nil
            }
            guard speaks(message.type) else {
                refuse("it may not send '\(message.type.prefix(96))'")
                return nil
            }
            state.withLock { $0.counts.note(bytes.count) }
            return message
        } catch {
            refuse("no CloudEvents object: \(error)")
            return nil
        }
    }

    /// No device speaks for an officer, and only one for customs.
    private func speaks(_ type: String) -> Bool {
        MessageType.wire.contains(type) && (type != MessageType.manifest || member.sendsManifests)
    }

    func close() {
        queue.close()
        ring()
    }

    // MARK: Out

    /// The oldest message that waits.
    func next() -> DeviceMessage? { queue.takeWaiting(limit: 1).first }
}
