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
    private let tally: Tally
    private let state = Mutex(State())

    /// What is counted of one source in a run, whichever inbox it has: no number is used twice, and no figure begins
    /// anew.
    final class Tally: Sendable {
        private struct State {
            var number: UInt64 = 0
            /// Whether the device numbers its messages itself; unknown before its first one.
            var isNumbering: Bool?
            var counts = LinkStatus.Member()
        }

        private let state = Mutex(State())

        func next() -> UInt64 {
            state.withLock {
                $0.number += 1
                return $0.number
            }
        }

        /// Whether a message is numbered, or not, as those before it were: the device's numbers and the gate's may be the
        /// same, and the same number twice is the same message.
        func agrees(isNumbered: Bool) -> Bool {
            state.withLock {
                if $0.isNumbering == nil { $0.isNumbering = isNumbered }
                return $0.isNumbering == isNumbered
            }
        }

        var counts: LinkStatus.Member { state.withLock(\.counts) }

        func note(_ change: (inout LinkStatus.Member) -> Void) { state.withLock { change(&$0.counts) } }
    }

    private struct State {
        /// Takes nothing more, but for what its senders hold in their hands.
        var isRetired = false
        /// Senders that are putting a message in.
        var putting = 0
        var reader = EnvelopeReader()
        /// Called when something waits, or when the inbox was closed.
        var ring: (@Sendable () -> Void)?
    }

    init(
        _ member: LinkPlan.Member, boot: UInt32, clock: @escaping @Sendable () -> GateTime, tally: Tally = Tally()
    ) {
        self.member = member
        self.tally = tally
        self.boot = boot
        self.clock = clock
        queue = Mailbox(
            capacity: member.capacity, policy: member.overflow == .block ? .block : .dropOldest,
            weightLimit: LinkPlan.waitingBytes, weigh: \.data.count)
    }

    /// How this device has fared on its link.
    var counts: LinkStatus.Member {
        var counts = tally.counts
        counts.source = member.source
        counts.waiting = queue.count
        counts.dropped += Int64(queue.dropped)
        return counts
    }

    func onRing(_ ring: @escaping @Sendable () -> Void) { state.withLock { $0.ring = ring } }

    private func ring() { state.withLock(\.ring)?() }

    // MARK: In

    /// What became of a message.
    enum Answer: Equatable {
        case taken
        /// It was turned away, and counted; why.
        case refused(LinkReason)
        /// There was no room for it in time.
        case full
        case closed
    }

    /// Puts one message into the queue, waiting for room where the plan says so.
    func put(_ bytes: [UInt8]) async -> Answer {
        guard beginPutting() else { return .closed }
        defer { finishPutting() }
        do throws(LinkReason) {
            guard await queue.send(try message(bytes)) else { return .closed }
            ring()
            return .taken
        } catch {
            refuse(error, bytes)
            return .refused(error)
        }
    }

    /// Puts one message into the queue, trying for some seconds where there is no room: for a sender who gets an answer.
    func put(_ bytes: [UInt8], within seconds: Int) async -> Answer {
        guard !state.withLock(\.isRetired) else { return .closed }
        let message: DeviceMessage
        do throws(LinkReason) {
            message = try self.message(bytes)
        } catch {
            refuse(error, bytes)
            return .refused(error)
        }
        for _ in 0...(seconds * 20) {
            switch queue.offer(message) {
            case .taken, .dropped:
                ring()
                return .taken
            case .closed: return .closed
            case .full: try? await Task.sleep(for: .milliseconds(50))
            }
        }
        refuse(LinkReason(.noRoom, seconds))
        return .full
    }

    private func beginPutting() -> Bool {
        state.withLock { state in
            if state.isRetired { return false }
            state.putting += 1
            return true
        }
    }

    private func finishPutting() {
        let isRetired = state.withLock { state in
            state.putting -= 1
            return state.isRetired
        }
        if isRetired { ring() }
    }

    /// No more messages but those that are being put in: another inbox takes this one's place, or none.
    func retire() { state.withLock { $0.isRetired = true } }

    /// Nothing waits, and nobody is putting anything in.
    var isIdle: Bool { state.withLock(\.putting) == 0 && queue.isEmpty }

    /// Puts one message into the queue at once; for inboxes that make nobody wait.
    func offer(_ bytes: [UInt8]) {
        do throws(LinkReason) {
            queue.offer(try message(bytes))
            ring()
        } catch {
            refuse(error, bytes)
        }
    }

    /// The device was born, or has died: what its broker says of it, in the device's own words or its last will.
    func offerState(_ bytes: [UInt8]) { offer(MessageType.state, bytes) }

    /// The connection over which a stream came has ended: what the device's decoder holds half read will stay half.
    ///
    /// - Returns: false where another inbox has taken this one's place.
    func offerCut() async -> Bool {
        guard beginPutting() else { return false }
        defer { finishPutting() }
        guard await queue.send(unnumbered(MessageType.cut, [])) else { return false }
        ring()
        return true
    }

    /// Puts what the gate itself has to say of a device into the queue.
    private func offer(_ type: String, _ bytes: [UInt8]) {
        queue.offer(unnumbered(type, bytes))
        ring()
    }

    private func unnumbered(_ type: String, _ bytes: [UInt8]) -> DeviceMessage {
        DeviceMessage(
            source: member.source, type: type, boot: boot, sequence: 0, deviceTime: nil, receivedTime: clock(),
            data: bytes)
    }

    /// Counts a message that was turned away.
    ///
    /// - Parameter bytes: of the message, as far as they came. Their beginning is handed on all the same, so that what nobody
    ///   could use can be looked at and the device is told of; but never in the place of what can be used.
    func refuse(_ reason: LinkReason, _ bytes: [UInt8] = []) {
        tally.note {
            $0.refused += 1
            $0.problem = reason
        }
        guard !bytes.isEmpty, queue.count < member.capacity / 2 else { return }
        offer(MessageType.refused, Array(bytes.prefix(Self.refusedBytes)))
    }

    /// Bytes of a refused message that are handed on.
    static let refusedBytes = 4_096

    private func message(_ bytes: [UInt8]) throws(LinkReason) -> DeviceMessage {
        guard member.type == LinkFormat.envelope else {
            tally.note { $0.note(bytes.count) }
            return unnumbered(member.type, bytes)
        }
        let message: DeviceMessage
        do throws(DeviceFault) {
            message = try state.withLock { state throws(DeviceFault) in
                try state.reader.message(bytes, receivedTime: clock())
            }
        } catch {
            throw error.place.field.isEmpty
                ? LinkReason(.notEnvelope, error.place.byte, error.message)
                : LinkReason(.envelopeField, error.place.byte, error.place.field, error.message)
        }
        guard message.source == member.source else {
            throw LinkReason(.otherSource, message.source.prefix(96))
        }
        guard speaks(message.type) else {
            throw LinkReason(.otherType, message.type.prefix(96))
        }
        guard tally.agrees(isNumbered: message.sequence > 0) else {
            throw LinkReason(.mixedNumbering)
        }
        tally.note { $0.note(bytes.count) }
        return message
    }

    /// No device on a link speaks for an officer, and for others only the one whose word it is.
    private func speaks(_ type: String) -> Bool {
        MessageType.wire.contains(type) && MessageType.allows(type, for: member.kind)
    }

    func close() {
        queue.close()
        ring()
    }

    /// Hands what it dropped on to the inbox that takes its place.
    func bequeath() { tally.note { $0.dropped += Int64(queue.dropped) } }

    // MARK: Out

    /// What is said of a device, not by it.
    private static let uncounted: Set<String> = [MessageType.state, MessageType.refused, MessageType.cut]

    /// The oldest message that waits. Who does not count for itself is counted here: what made room for newer messages
    /// before has no number, and is no gap in what the device said.
    func next() -> DeviceMessage? {
        guard var message = queue.takeWaiting(limit: 1).first else { return nil }
        if message.sequence == 0, !Self.uncounted.contains(message.type) {
            message.boot = boot
            message.sequence = tally.next()
        }
        return message
    }
}
